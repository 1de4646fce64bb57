using System.Text.Json.Nodes;
using Penstock.Onnx;
using Penstock.Tests.Onnx;
using Xunit;

namespace Penstock.Tests.Server.Inspecting;

/// <summary>One file a case: what is printed of a model that is made here.</summary>
public sealed class InspectCommandTests : IDisposable
{
    private static readonly Dictionary<string, Func<byte[]>> Models = new()
    {
        ["identity"] = () => OnnxModels.Identity(OnnxElementType.Float, "N", 3),
        ["fixed"] = () => OnnxModels.Identity(OnnxElementType.Int64, 1, 2),
        ["any-shape"] = () => OnnxModels.Identity(OnnxElementType.Bool, null),
        ["zip-map"] = () => OnnxModels.ZipMap("cat", "dog", "cow"),
        ["sequence"] = () => OnnxModels.Pair(OnnxElementType.Float),
        ["columns"] = () => OnnxModels.Model(
            [OnnxModels.Tensor("x", OnnxElementType.Float, "N", 2)], [OnnxModels.Tensor("y", OnnxElementType.Float, "N", 2)],
            [OnnxModels.Node("Identity", ["x"], ["y"])],
            metadata: [("penstock.fields", "[\"width\",\"height\"]"), ("penstock.classes", "[\"small\",\"large\"]"), ("author", "a\u001b[31mb")]),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penstock-test-");

    public static TheoryData<string> Cases => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prints_what_the_case_says(string name)
    {
        var terminal = new TestTerminal();
        var code = await terminal.RunAsync("inspect", File(Models[name]()));
        var found = $"{terminal.Out}{terminal.Error}exit code {code}\n".Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        var golden = Repository.File("tests", "Penstock.Tests", "Server", "Inspecting", "Cases", name + ".txt");
        if (Repository.UpdatesDocuments)
        {
            await System.IO.File.WriteAllTextAsync(golden, found, TestContext.Current.CancellationToken);
        }

        Assert.Equal((await System.IO.File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"), found);
        Assert.Equal(code == 0, terminal.Error.Length == 0);
    }

    [Fact]
    public async Task Prints_json_that_holds_an_example_the_model_takes()
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("inspect", OnnxFiles.Iris, "--json"));
        var report = JsonNode.Parse(terminal.Out)!;
        Assert.Equal("[\"N\",4]", report["inputs"]![0]!["dimensions"]!.ToJsonString());
        Assert.Equal("[-1,4]", report["inputs"]![0]!["shape"]!.ToJsonString());
        Assert.True((bool)report["batching"]!["possible"]!);

        await using var server = await PenstockServer.StartAsync();
        var called = NewTerminal(server);
        Assert.Equal(0, await called.RunAsync("call", "iris", report["example"]!.ToJsonString()));
    }

    [Fact]
    public async Task Broken_bytes_end_with_the_words_of_onnx_runtime()
    {
        var terminal = new TestTerminal();
        Assert.Equal(1, await terminal.RunAsync("inspect", File([1, 2, 3])));
        Assert.Contains("Protobuf parsing failed", terminal.Error);
    }

    [Fact]
    public async Task A_served_model_is_printed_with_its_example()
    {
        await using var server = await PenstockServer.StartAsync();
        var terminal = NewTerminal(server);
        Assert.Equal(0, await terminal.RunAsync("inspect", "iris", "--url", server.Address.ToString()));
        Assert.Contains("columns  sepal_length, sepal_width", terminal.Out);
        Assert.Contains("\nExample\n  {\"sepal_length\":", terminal.Out);
        Assert.Equal(1, await terminal.RunAsync("inspect", "irs", "--url", server.Address.ToString()));
        Assert.Contains("Did you mean 'iris'?", terminal.Error);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static TestTerminal NewTerminal(PenstockServer server) =>
        new(false, ("PENSTOCK_URL", server.Address.ToString()), ("PENSTOCK_KEY", PenstockServer.AdminKey));

    private string File(byte[] model)
    {
        var file = Path.Combine(_folder.FullName, "model.onnx");
        System.IO.File.WriteAllBytes(file, model);
        return file;
    }
}
