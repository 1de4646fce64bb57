using Penstock.Domain.Calls;

namespace Penstock.Pipeline;

/// <summary>The chain of stages, built once. The first stage is the outermost.</summary>
public sealed class CallPipeline
{
    private readonly Next _chain;
    private readonly RunningCalls _running;
    private readonly IEndAction? _observer;
    private readonly Action<Call, Exception> _onFault;

    /// <summary>Builds the chain.</summary>
    /// <param name="stages">The stages, outermost first; the last must answer by itself.</param>
    /// <param name="running">Where running calls are kept, so that they can be stopped.</param>
    /// <param name="observer">Told of every call that has ended, after all stages; null for nobody.</param>
    /// <param name="onFault">Told of exceptions, which are bugs; the caller gets <see cref="ErrorKind.Internal"/>.</param>
    public CallPipeline(IReadOnlyList<Stage> stages, RunningCalls running, IEndAction? observer, Action<Call, Exception> onFault)
    {
        _observer = observer;
        _running = running;
        _onFault = onFault;
        Next chain = static (_, _) => throw new InvalidOperationException("The last stage of the pipeline must answer by itself.");
        for (var i = stages.Count - 1; i >= 0; i--)
        {
            var stage = stages[i];
            var next = chain;
            chain = (call, ct) => stage.RunAsync(call, next, ct);
        }

        _chain = chain;
    }

    /// <summary>Runs a call. The caller writes the result, calls <see cref="Call.EndAsync"/> before its last byte, and disposes it.</summary>
    public async ValueTask<CallResult> RunAsync(Call call)
    {
        if (_observer is not null)
        {
            call.OnEnd(_observer);
        }

        call.OnEnd(_running);
        _running.Add(call);
        try
        {
            return await _chain(call, call.Stopped);
        }
        catch (OperationCanceledException) when (call.StopReason is not null)
        {
            return CallResult.Fail(call.StopReason);
        }
        catch (Exception exception)
        {
            _onFault(call, exception);
            return CallResult.Fail(ErrorKind.Internal, "Something went wrong inside Penstock. The call's id finds it in the log.");
        }
    }
}
