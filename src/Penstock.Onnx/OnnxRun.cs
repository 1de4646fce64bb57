using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>
/// One model's run, on the calling thread: tensors in, tensors out. It knows nothing of calls, queues and threads. It may be used
/// from many threads at once.
/// </summary>
/// <param name="session">The session, which stays the caller's.</param>
/// <param name="signature">What the session takes and gives; its outputs are in the session's order.</param>
internal sealed class OnnxRun(OnnxSession session, Signature signature)
{
    /// <summary>
    /// Runs the model. When this returns or throws, nothing reads the input's memory any more.
    /// </summary>
    /// <param name="input">Tensors that fit the signature, and which outputs are wanted: only those are computed and given, in the
    /// order asked for; all of them, in the signature's order, when it does not say.</param>
    /// <param name="ct">Ends the run before the model's next node.</param>
    /// <returns>The outputs, in the form of the input. They are in ONNX Runtime's memory, which disposing them gives back, and keep the session
    /// alive until then.</returns>
    /// <exception cref="OnnxException">There is no such output, a shape does not fit, or the model failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    internal PredictOutput Run(PredictInput input, CancellationToken ct)
    {
        var feeds = new OnnxInput[input.Values.Count];
        OnnxOutputs? outputs = null;
        try
        {
            for (var i = 0; i < feeds.Length; i++)
            {
                feeds[i] = new OnnxInput(input.Values[i].Name, OnnxTensors.ToNative(session.Runtime, (Tensor)input.Values[i]));
            }

            outputs = session.Run(feeds, input.Outputs is null ? [] : [.. input.Outputs], ct);
            var values = new NamedValue[outputs.Values.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = OnnxTensors.FromNative(FieldOf(input.Outputs, i), outputs[i], input);
            }

            return new PredictOutput(input.Form, values, outputs);
        }
        catch
        {
            outputs?.Dispose();
            throw;
        }
        finally
        {
            foreach (var feed in feeds)
            {
                feed.Value?.Dispose();
            }
        }
    }

    // The session has refused a name that is none of its outputs'.
    private Field FieldOf(IReadOnlyList<string>? asked, int index) =>
        asked is null or [] ? signature.Outputs[index] : FieldNamed(asked[index]);

    private Field FieldNamed(string name) => signature.Outputs.First(field => field.Name == name);
}
