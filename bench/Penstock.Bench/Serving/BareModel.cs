using Penstock.Onnx;

namespace Penstock.Bench.Serving;

/// <summary>A model run in a loop over the binding, in this process: the least that a prediction can cost.</summary>
internal static class BareModel
{
    public static Sample Run(byte[] model, float[] input, long[] shape, TimeSpan duration)
    {
        var runtime = OnnxRuntime.Load();
        using var session = OnnxSession.Open(runtime, model);
        var latencies = new Latencies();
        var (cpu, start) = (Linux.CpuTime(Environment.ProcessId), Linux.Now());
        while (Linux.Now() - start < duration.Ticks * 100)
        {
            var begun = Linux.Now();
            using var value = OnnxValue.Create<float>(runtime, input, shape);
            using var outputs = session.Run([new OnnxInput(session.Signature.Inputs[0].Name, value)]);
            latencies.Add(begun, outputs[0].Bytes().Length > 0 ? null : "an empty output");
        }

        var taken = latencies.Taken.ToArray();
        Array.Sort(taken);
        return new Sample(taken, Linux.Now() - start, Linux.CpuTime(Environment.ProcessId) - cpu, 0, latencies.Failed, latencies.Failure);
    }
}
