using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>Where the repository's own files and the shared test data are, found by walking up from the test assembly.</summary>
internal static class OnnxFiles
{
    internal static OnnxRuntime Runtime { get; } = OnnxRuntime.Load();

    internal static string Root { get; } = FindRoot();

    internal static string Iris { get; } = Path.Combine(Root, "src", "Penstock.Server", "models", "iris.onnx");

    /// <summary>A file of ../shared/data/models; the test is skipped where that folder is missing, and fails if this is CI.</summary>
    internal static string Shared(params string[] path)
    {
        var models = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", "models"));
        if (!Directory.Exists(models) && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("the shared test data (../shared/data/models) is not there");
        }
        return Path.Combine([models, .. path]);
    }

    /// <summary>A run that ends with the test.</summary>
    internal static OnnxOutputs Infer(this OnnxSession session, ReadOnlySpan<OnnxInput> inputs, ReadOnlySpan<string> outputs = default) =>
        session.Run(inputs, outputs, TestContext.Current.CancellationToken);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Penstock.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("no Penstock.slnx above the test assembly");
    }
}
