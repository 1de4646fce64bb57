using Penstock.Onnx;
using Penstock.Tests.Onnx;

namespace Penstock.Tests.Gateways.Repository;

/// <summary>A folder of ONNX models, written on the spot.</summary>
internal sealed class OnnxFolder : IDisposable
{
    private readonly Random _random = new(20261121);

    public string Path { get; } = Directory.CreateTempSubdirectory("penstock-onnx-").FullName;

    /// <summary>y = x + what is added: <c>x</c> and <c>y</c> are floats [N].</summary>
    public static byte[] Adds(float what, string input = "x") => OnnxModels.Model(
        [OnnxModels.Tensor(input, OnnxElementType.Float, "N")], [OnnxModels.Tensor("y", OnnxElementType.Float, "N")],
        [OnnxModels.Node("Add", [input, "w"], ["y"])],
        initializers: [new ProtoMessage().Add(1, 1).Add(2, 1).Add(8, "w").Add(9, BitConverter.GetBytes(what))]);

    /// <summary>y = x · w for a matrix of some MiB: <c>x</c> and <c>y</c> are floats [N, 1024].</summary>
    public byte[] Weighs(int mebibytes)
    {
        var (rows, columns) = (1024, 256 * mebibytes);
        var weights = new byte[4L * rows * columns];
        _random.NextBytes(weights);
        return OnnxModels.Model(
            [OnnxModels.Tensor("x", OnnxElementType.Float, "N", rows)], [OnnxModels.Tensor("y", OnnxElementType.Float, "N", columns)],
            [OnnxModels.Node("MatMul", ["x", "w"], ["y"])],
            initializers: [new ProtoMessage().Add(1, rows).Add(1, columns).Add(2, 1).Add(8, "w").Add(9, weights)]);
    }

    public void Write(string relative, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);

        // Whole or not at all.
        File.WriteAllBytes(path + ".tmp", bytes);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    public void Write(string relative, string text) => Write(relative, System.Text.Encoding.UTF8.GetBytes(text));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
