using Penstock.Onnx;
using Penstock.Onnx.Interop;
using Xunit;

namespace Penstock.Tests.Onnx;

public sealed class OnnxRuntimeTests
{
    [Fact]
    public void The_build_put_the_library_beside_the_program()
    {
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, OrtLibrary.FileName), OnnxFiles.Runtime.LibraryPath);
        Assert.Equal("1.30.0", OnnxFiles.Runtime.Version);
        Assert.Same(OnnxFiles.Runtime, OnnxRuntime.Load());
    }

    [Fact]
    public void Another_library_is_taken_by_its_path()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-onnx");
        try
        {
            var path = Path.Combine(folder.FullName, "another.so");
            File.CreateSymbolicLink(path, OnnxFiles.Runtime.LibraryPath);
            var runtime = OnnxRuntime.Load(path);
            Assert.Equal(path, runtime.LibraryPath);
            using var session = OnnxSession.Open(runtime, OnnxFiles.Iris);
            Assert.Equal("input", session.Signature.Inputs[0].Name);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_onnx_runtime_logs_goes_where_the_first_load_said()
    {
        // A copy is a library of its own, with its own environment.
        var folder = Directory.CreateTempSubdirectory("penstock-onnx");
        try
        {
            var path = Path.Combine(folder.FullName, "copy.so");
            File.Copy(OnnxFiles.Runtime.LibraryPath, path);
            var lines = new System.Collections.Concurrent.ConcurrentQueue<(OnnxLogLevel Level, string Text)>();
            var runtime = OnnxRuntime.Load(path, new OnnxRuntimeOptions
            {
                Threads = 1,
                Log = (level, text) => lines.Enqueue((level, text)),
            });
            using var session = OnnxSession.Open(runtime, OnnxModels.Model(
                [OnnxModels.Tensor("x", OnnxElementType.Float, 1)], [OnnxModels.Tensor("y", OnnxElementType.Float, 1)],
                [OnnxModels.Node("Identity", ["x"], ["y"])],
                [new ProtoMessage().Add(1, 1).Add(2, 1).Add(8, "unused").Add(9, BitConverter.GetBytes(1f))]));
            Assert.Contains(lines, line => line.Level == OnnxLogLevel.Warning && line.Text.Contains("unused", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_library_that_is_missing_or_not_onnx_runtimes_is_refused()
    {
        var missing = Assert.Throws<OnnxException>(() => OnnxRuntime.Load("/no/such/libonnxruntime.so"));
        Assert.Equal(OnnxErrorCode.LibraryMissing, missing.Code);
        Assert.Equal("ONNX Runtime's library '/no/such/libonnxruntime.so' is not there.", missing.Message);

        var text = Assert.Throws<OnnxException>(() => OnnxRuntime.Load(OnnxFiles.Iris));
        Assert.Contains("cannot be loaded as a native library", text.Message, StringComparison.Ordinal);

        var sqlite = Directory.EnumerateFiles(AppContext.BaseDirectory, "*e_sqlite3*", SearchOption.AllDirectories)
            .FirstOrDefault(file =>
                file.Contains(System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal));
        Assert.SkipWhen(sqlite is null, "no other native library is at hand");
        var other = Assert.Throws<OnnxException>(() => OnnxRuntime.Load(sqlite));
        Assert.Contains("not ONNX Runtime's", other.Message, StringComparison.Ordinal);
    }
}
