using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>What a function yields, as a stream of frames.</summary>
internal static class FunctionFrames
{
    /// <summary>Opens the stream over what the function returned.</summary>
    internal delegate FrameStream Opener(object returned, FunctionFaults faults, FunctionCall call);

    /// <summary>The opener for items of a type, made once a function.</summary>
    internal static Opener For(Type item) => typeof(FunctionFrames).GetMethod(nameof(Open), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(item).CreateDelegate<Opener>();

    private static FrameStream Open<T>(object returned, FunctionFaults faults, FunctionCall call) =>
        new Items<T>((IAsyncEnumerable<T>)returned, faults, call);

    private sealed class Items<T>(IAsyncEnumerable<T> items, FunctionFaults faults, FunctionCall call) : FrameStream
    {
        private readonly IAsyncEnumerator<T> _items = items.GetAsyncEnumerator(call.Stopped);
        private readonly ArrayBufferWriter<byte> _json = new();
        private readonly JsonFrame _frame = new();
        private bool _complete;
        private bool _disposed;

        public override async ValueTask<Frame?> ReadAsync(CancellationToken ct)
        {
            try
            {
                if (!await _items.MoveNextAsync())
                {
                    _complete = true;
                    return _frame.WithTerminal();
                }

                // Its own cut: an enumerator that minds no token must not go on for a caller that has left.
                ct.ThrowIfCancellationRequested();
                _json.ResetWrittenCount();
                using var writer = new Utf8JsonWriter(_json, new JsonWriterOptions { Encoder = ClrJson.Options.Encoder, SkipValidation = true });
                JsonSerializer.Serialize(writer, _items.Current, ClrJson.Options);
                return _frame.With(_json.WrittenMemory);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception)
            {
                return new ErrorFrame(faults.ErrorOf(exception, call.Function, call.CallId));
            }
        }

        public override async ValueTask DisposeAsync()
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            await _items.DisposeAsync();
            if (_complete)
            {
                await call.AnsweringAsync();
                call.Answered();
            }
            else
            {
                await call.FailedAsync();
            }
        }
    }
}
