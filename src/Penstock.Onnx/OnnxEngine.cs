using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>
/// Runs an ONNX model. A run expected to take less than a millisecond is done on the thread that serves the call, as it is
/// shorter than handing it to another thread is dear; longer ones are done in <see cref="OnnxRunSlots"/>. What to expect is learnt from the
/// runs before, by the number of elements fed; the first run counts as long.
/// </summary>
internal sealed class OnnxEngine : IEngine, IDisposable
{
    private static readonly TimeSpan LongestInline = TimeSpan.FromMilliseconds(1);
    private readonly OnnxSession _session;
    private readonly OnnxRunSlots _slots;
    private readonly OnnxRun _run;

    // Ticks (100 ns) for each element fed, smoothed; a lost update between threads does no harm.
    private double _ticksPerElement = double.PositiveInfinity;

    /// <summary>Makes an engine of a session, which it owns from then on.</summary>
    /// <exception cref="OnnxException">The model has an input or output that cannot be served.</exception>
    internal OnnxEngine(OnnxSession session, OnnxRunSlots slots, OnnxModelOptions? options = null)
    {
        _session = session;
        _slots = slots;
        Description = OnnxDescription.From(session, options ?? new OnnxModelOptions());
        _run = new OnnxRun(session, Description.Signature);
    }

    /// <summary>What the model takes and gives.</summary>
    internal OnnxDescription Description { get; }

    /// <inheritdoc/>
    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        if (error is not null)
        {
            return CallResult.Fail(error);
        }

        if (input is not PredictInput predict)
        {
            return CallResult.Fail(
                ErrorKind.InvalidRequest, $"The model '{call.State.Model!.Id}' takes the inputs that its signature names, and not this.");
        }

        try
        {
            var elements = Math.Max(1, predict.Values.Sum(value => ((Tensor)value).Count));
            var output = _ticksPerElement * elements < LongestInline.Ticks
                ? Run(predict, elements, call.Time, ct)
                : await _slots.RunAsync(() => Run(predict, elements, call.Time, ct), ct);
            return new CallResult.Unary(new OutputAnswer(output));
        }
        catch (OnnxException e) when (e.Code == OnnxErrorCode.InvalidArgument)
        {
            // The shapes were checked as far as the signature tells them; what else the model minds, ONNX Runtime says.
            return CallResult.Fail(ErrorKind.InvalidInput, $"ONNX Runtime refuses the input: {e.Message}");
        }
        catch (OnnxException e)
        {
            return CallResult.Fail(ErrorKind.Internal, $"ONNX Runtime failed to run the model: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private PredictOutput Run(PredictInput input, long elements, TimeProvider time, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var output = _run.Run(input, ct);
        Learn(time.GetElapsedTime(started).Ticks / (double)elements);
        return output;
    }

    private void Learn(double ticksPerElement) =>
        _ticksPerElement = double.IsFinite(_ticksPerElement) ? (0.9 * _ticksPerElement) + (0.1 * ticksPerElement) : ticksPerElement;
}
