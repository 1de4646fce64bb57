using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Penstock.Onnx;
using Penstock.Tests.Gateways.Engines.Functions;
using Penstock.Tests.Onnx;
using Xunit;

namespace Penstock.Tests.Resources.Documents;

/// <summary>Every example of a typed model works when it is pasted.</summary>
public sealed class ModelExampleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_example_of_every_model_is_answered_with_200()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-test-");
        var pair = Path.Combine(folder.FullName, "pair.onnx");
        await File.WriteAllBytesAsync(pair, OnnxModels.Model(
            [OnnxModels.Tensor("a", OnnxElementType.Float, "N", 3), OnnxModels.Tensor("b", OnnxElementType.Float, "N", 3)],
            [OnnxModels.Tensor("sum", OnnxElementType.Float, "N", 3)],
            [OnnxModels.Node("Add", ["a", "b"], ["sum"])]), Ct);
        await using var penstock = await PenstockServer.StartAsync(
            $$"""
            models:
              pair: { onnx: "{{pair}}", inputs: { a: { minimum: 10, multiple_of: 4 }, b: { maximum: -1 } } }
              flowers: { onnx: "{{OnnxFiles.Iris}}", inputs: { sepal_length: { minimum: 4, maximum: 8 }, petal_width: { exclusive_maximum: 1, default: 0.5 }, petal_length: { example: "1.4" } } }
            """,
            options => options
                .Function("animal", (Animal animal, [Range(5, 10)] int copies, [MinLength(9), MaxLength(9)] string code, DateOnly day, TimeSpan span, byte[] data, double[][] grid) => animal.Name)
                .Function("coded", ([RegularExpression("[A-Z]{3}-[0-9]+")] string code) => code));
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);
        var sent = new List<string>();
        foreach (var operation in document.Operations.Where(operation => operation.Id.StartsWith("invoke.", StringComparison.Ordinal)))
        {
            foreach (var (_, name, value) in operation.Examples)
            {
                var reply = await penstock.Client.SendReplyAsync("POST", operation.Path[1..], value.ToJsonString());

                Assert.True(reply.Status == 200, $"{operation.Path} {name} {value.ToJsonString()}: {reply.Text}");
                sent.Add($"{operation.Path.Split('/')[2]} {name}");
            }
        }

        // For a text with a pattern nothing is made up.
        Assert.Equal(
            ["animal arguments", "flowers inputs", "flowers row", "flowers rows", "flowers tensors", "iris inputs", "iris row", "iris rows", "iris tensors", "pair inputs", "pair tensors"],
            sent.Order(StringComparer.Ordinal));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_functions_schema_says_what_its_records_must_be()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("animal", (Animal animal, Guid? id = null) => new { animal.Weight }));
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);

        var input = document.Resolve(new JsonObject { ["$ref"] = "#/components/schemas/animal.Input" });

        Assert.Equal(
            """
            {"type":"object","properties":{"animal":{"type":"object","properties":{
            "name":{"type":"string","minLength":2,"maxLength":5,"pattern":"^(?:[A-Z][a-z]\u002B)$","description":"What it is called.","examples":["Bo"]},
            "age":{"type":"integer","format":"int32","minimum":0,"exclusiveMaximum":30,"description":"In years."},
            "tags":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":2,"description":"What else is said of it."},
            "size":{"enum":["small","large"],"description":"How large it is.","default":"small"},
            "email":{"type":["string","null"],"format":"email","pattern":"^[^@\\r\\n]\u002B@[^@\\r\\n]\u002B$","description":"Whom to ask.","default":null},
            "children":{"type":["array","null"],"items":{"type":"object","description":"Animal again."},"description":"Its own.","default":null},
            "weight":{"type":"number","minimum":0.5,"maximum":100,"description":"What it weighs, in kilograms.","examples":[7.5]},
            "times":{"type":"integer","format":"int32","description":"How often.","default":2},
            "tame":{"type":"boolean"}
            },"required":["name","age","tags"],"description":"An animal, to be priced."},
            "id":{"type":["string","null"],"format":"uuid","default":null}},"required":["animal"],"additionalProperties":false}
            """.ReplaceLineEndings(""),
            input.ToJsonString());
        Assert.Equal("number", (string?)document.Resolve(new JsonObject { ["$ref"] = "#/components/schemas/animal.Output" })["properties"]!["weight"]!["type"]);
    }

    [Fact]
    public async Task The_errors_of_the_setting_are_the_documented_ones()
    {
        await using var penstock = await PenstockServer.StartAsync("server: { validation: { status: 400, format: fastapi } }");
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);

        var invoke = document.Operation("/models/iris/invoke", "POST");

        Assert.DoesNotContain("422", invoke.Statuses);
        var answer = document.Resolve(invoke.Node["responses"]!["400"]!.AsObject());
        Assert.Equal("#/components/schemas/FastApiError", (string?)answer["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Equal("missing", (string?)answer["content"]!["application/json"]!["examples"]!["invalid_input"]!["value"]!["detail"]![0]!["type"]);
    }
}
