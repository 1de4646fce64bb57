using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>The models that tests run, and the runtime that runs them.</summary>
internal static class OnnxFiles
{
    internal static OnnxRuntime Runtime { get; } = OnnxRuntime.Load();

    internal static string Iris { get; } = Repository.File("src", "Penstock", "Gateways", "Engines", "Box", "iris.onnx");

    /// <summary>A file of ../shared/data/models.</summary>
    internal static string Shared(params string[] path) => SharedData.Path(Path.Combine(["models", .. path]));

    /// <summary>A run that ends with the test.</summary>
    internal static OnnxOutputs Infer(this OnnxSession session, ReadOnlySpan<OnnxInput> inputs, ReadOnlySpan<string> outputs = default) =>
        session.Run(inputs, outputs, TestContext.Current.CancellationToken);
}
