using Penstock.Onnx;

namespace Penstock.Conformance.OnnxCases;

/// <summary>One of ONNX's own test cases: a model, what it is fed, and what must come out.</summary>
/// <param name="Name">Group and name, for example <c>node/test_abs</c>.</param>
/// <param name="Folder">Where its files are.</param>
internal sealed record OnnxCase(string Name, string Folder)
{
    /// <summary>Where Debian's libonnx-testdata puts them.</summary>
    public const string Root = "/usr/share/libonnx-testdata/data";

    public string Model => Path.Combine(Folder, "model.onnx");

    public static IReadOnlyList<OnnxCase> All() =>
        [.. Directory.EnumerateFiles(Root, "model.onnx", SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!)
            .Select(folder => new OnnxCase(Path.GetRelativePath(Root, folder).Replace('\\', '/'), folder))
            .OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>What it is fed, in the order of the model's inputs; null where one is not a tensor.</summary>
    public IReadOnlyList<CaseTensor>? Inputs() => Read("input");

    /// <summary>What must come out, in the order of the model's outputs; null where one is not a tensor.</summary>
    public IReadOnlyList<CaseTensor>? Outputs() => Read("output");

    /// <summary>Runs the case on ONNX Runtime itself.</summary>
    public IReadOnlyList<CaseTensor> Run(OnnxSession session, IReadOnlyList<CaseTensor> inputs)
    {
        var feeds = inputs.Select((tensor, i) => new OnnxInput(session.Signature.Inputs[i].Name, Native(session.Runtime, tensor))).ToArray();
        try
        {
            using var outputs = session.Run(feeds);
            return [.. outputs.Values.Select(CaseTensor.Of)];
        }
        finally
        {
            Array.ForEach(feeds, feed => feed.Value.Dispose());
        }
    }

    private static OnnxValue Native(OnnxRuntime runtime, CaseTensor tensor) => tensor.Type == OnnxElementType.String
        ? OnnxValue.Create(runtime, Array.ConvertAll(tensor.Texts, text => new ReadOnlyMemory<byte>(text)), tensor.Shape)
        : OnnxValue.CreateRaw(runtime, tensor.Type, tensor.Data, tensor.Shape);

    private List<CaseTensor>? Read(string what)
    {
        var tensors = new List<CaseTensor>();
        for (var i = 0; Path.Combine(Folder, "test_data_set_0", $"{what}_{i}.pb") is var file && File.Exists(file); i++)
        {
            if (CaseTensor.Read(file) is not { } tensor)
            {
                return null;
            }

            tensors.Add(tensor);
        }

        return tensors;
    }
}
