namespace Penstock.Domain.Calls;

/// <summary>What comes back from a call: an answer, a stream of frames, or an error. Its owner disposes it on every path.</summary>
public abstract class CallResult : IAsyncDisposable
{
    private CallResult()
    {
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A complete answer.</summary>
    public sealed class Unary(Answer answer) : CallResult
    {
        /// <summary>The answer.</summary>
        public Answer Answer { get; } = answer;

        /// <inheritdoc/>
        public override ValueTask DisposeAsync()
        {
            Answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>An answer that comes in frames.</summary>
    public sealed class Streamed(FrameStream frames) : CallResult
    {
        /// <summary>The frames.</summary>
        public FrameStream Frames { get; } = frames;

        /// <inheritdoc/>
        public override ValueTask DisposeAsync() => Frames.DisposeAsync();
    }

    /// <summary>An error.</summary>
    public sealed class Failed(CallError error) : CallResult
    {
        /// <summary>The error.</summary>
        public CallError Error { get; } = error;
    }

    /// <summary>Wraps an error.</summary>
    public static CallResult Fail(CallError error) => new Failed(error);

    /// <summary>Wraps an error of a kind and a message.</summary>
    public static CallResult Fail(ErrorKind kind, string message) => new Failed(new CallError(kind, message));
}
