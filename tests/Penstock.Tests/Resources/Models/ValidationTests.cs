using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Resources.Models;

/// <summary>What an input that does not fit is answered, by setting.</summary>
public sealed class ValidationTests
{
    private static string Iris => Repository.File("src", "Penstock", "Gateways", "Engines", "Box", "iris.onnx");

    [Fact]
    public async Task Problem_details_with_422_unless_the_file_says_else()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("add", (int a, int b) => a + b));

        var reply = await penstock.Client.SendReplyAsync("POST", "models/add/invoke", """{"a":"x"}""");

        Assert.Equal((422, "application/problem+json"), (reply.Status, reply.ContentType));
        Assert.Equal(("a", "int_parsing", "\"x\"", "b", "missing"), (reply.At("errors.0.path"), reply.At("errors.0.code"), reply.At("errors.0.received"), reply.At("errors.1.path"), reply.At("errors.1.code")));
    }

    [Fact]
    public async Task The_status_is_400_by_setting_and_recorded_so()
    {
        await using var penstock = await PenstockServer.StartAsync("server: { validation: { status: 400 } }", options => options.Function("add", (int a, int b) => a + b));

        var reply = await penstock.Client.SendReplyAsync("POST", "models/add/invoke", """{"a":"x"}""");

        Assert.Equal((400, "400", "invalid_input"), (reply.Status, reply.At("status"), reply.At("code")));
        Assert.Equal("400", (await penstock.Client.GetReplyAsync("api/v1/calls/" + reply.CallId)).At("status"));
        Assert.Equal(404, (await penstock.Client.SendReplyAsync("POST", "models/sub/invoke", "{}")).Status);
    }

    [Theory]
    [InlineData("""{"a":"x","b":[1,{"c":2}]}""", """{"detail":[{"type":"int_parsing","loc":["body","a"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"list_type","loc":["body","b"],"msg":"Input should be a valid list","input":7}]}""", "7")]
    [InlineData("""{"b":[11,1,1]}""", """{"detail":[{"type":"missing","loc":["body","a"],"msg":"Field required","input":{"b":[11,1,1]}},{"type":"too_long","loc":["body","b"],"msg":"List should have at most 2 items after validation, not 3","input":[11,1,1],"ctx":{"field_type":"List","max_length":2,"actual_length":3}}]}""", null)]
    [InlineData("""{"a":1,"b":[1,"x"]}""", """{"detail":[{"type":"int_parsing","loc":["body","b",1],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}""", null)]
    [InlineData("", """{"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}""", null)]
    public async Task As_FastAPI_answers_by_setting(string body, string detail, string? list)
    {
        await using var penstock = await PenstockServer.StartAsync(
            "server: { validation: { format: fastapi } }",
            options => options.Function("f", (int a, [System.ComponentModel.DataAnnotations.MaxLength(2)] int[] b) => a));
        var sent = list is null ? body : body.Replace("""[1,{"c":2}]""", list);

        var reply = await penstock.Client.SendReplyAsync("POST", "models/f/invoke", sent);

        Assert.Equal((422, "application/json"), (reply.Status, reply.ContentType));
        Assert.Equal(detail, reply.Text);
    }

    [Fact]
    public async Task As_FastAPI_answers_what_is_no_json_and_what_is_no_mistake_of_the_input()
    {
        await using var penstock = await PenstockServer.StartAsync("server: { validation: { format: fastapi } }");

        var undecodable = await penstock.Client.SendReplyAsync("POST", "models/iris/invoke", "{\"é\": }");
        Assert.Equal((422, "json_invalid", "body", "6", "JSON decode error", "{}"), (undecodable.Status, undecodable.At("detail.0.type"), undecodable.At("detail.0.loc.0"), undecodable.At("detail.0.loc.1"), undecodable.At("detail.0.msg"), undecodable.At("detail.0.input")));
        Assert.NotEmpty(undecodable.At("detail.0.ctx.error")!);

        var unknown = await penstock.Client.SendReplyAsync("POST", "models/nobody/invoke", "{}");
        Assert.Equal(404, unknown.Status);
        Assert.Contains("nobody", unknown.At("detail"));
    }

    [Fact]
    public async Task Rows_and_columns_are_in_the_loc_of_FastAPI()
    {
        await using var penstock = await PenstockServer.StartAsync("server: { validation: { format: fastapi } }");

        var reply = await penstock.Client.SendReplyAsync("POST", "models/iris/invoke", """{"inputs":[[1,2,3,4],[1,2,"x",4]]}""");

        Assert.Equal("""{"detail":[{"type":"float_parsing","loc":["body","inputs",1,2],"msg":"Input should be a valid number, unable to parse string as a number","input":"x"}]}""", reply.Text);
    }

    [Fact]
    public async Task What_the_file_says_of_inputs_is_held_and_shown()
    {
        await using var penstock = await PenstockServer.StartAsync($$"""
            models:
              flowers:
                onnx: {{Iris}}
                inputs:
                  sepal_length: { description: "In centimetres.", minimum: 0, maximum: 10, example: 5.1 }
                  sepal_width: { exclusive_minimum: 2, exclusive_maximum: 4, finite: on }
                  petal_width: { default: 0.2 }
                  petal_length: { strict: on }
            """);

        var wrong = await penstock.Client.SendReplyAsync("POST", "models/flowers/invoke", """[{"sepal_length":10.5,"sepal_width":"NaN","petal_length":"1.4"}]""");
        Assert.Equal(422, wrong.Status);
        Assert.Equal(
            ["0.sepal_length less_than_equal", "0.sepal_width finite_number", "0.petal_length float_type"],
            wrong.Json.GetProperty("errors").EnumerateArray().Select(one => $"{one.GetProperty("path")} {one.GetProperty("code")}"));
        var nested = await penstock.Client.SendReplyAsync("POST", "models/flowers/invoke", """[["x",3,1.4,0.2],[11,2,"1.4",0.2]]""");
        Assert.Equal(
            ["0.0 float_parsing", "1.0 less_than_equal", "1.1 greater_than", "1.2 float_type"],
            nested.Json.GetProperty("errors").EnumerateArray().Select(one => $"{one.GetProperty("path")} {one.GetProperty("code")}"));
        var right = await penstock.Client.SendReplyAsync("POST", "models/flowers/invoke", """{"sepal_length":"5.1","sepal_width":3.5,"petal_length":1.4}""");
        Assert.Equal((200, "setosa"), (right.Status, right.At("class_name")));

        var row = (await penstock.Client.GetReplyAsync("openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas").GetProperty("flowers.Row");
        var length = row.GetProperty("properties").GetProperty("sepal_length");
        Assert.Equal(
            """{"type":"number","format":"float","minimum":0,"maximum":10,"description":"In centimetres.","examples":[5.1]}""",
            length.GetRawText().Replace("\n", "").Replace(" ", "").Replace("Incentimetres.", "In centimetres."));
        Assert.Equal(["sepal_length", "sepal_width", "petal_length"], row.GetProperty("required").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task A_strict_model_coerces_nothing()
    {
        await using var penstock = await PenstockServer.StartAsync($$"""models: { flowers: { onnx: {{Iris}}, strict: true } }""");

        var wrong = await penstock.Client.SendReplyAsync("POST", "models/flowers/invoke", """[[5.1,"3.5",1.4,true]]""");
        Assert.Equal(["0.1 float_type", "0.3 float_type"], wrong.Json.GetProperty("errors").EnumerateArray().Select(one => $"{one.GetProperty("path")} {one.GetProperty("code")}"));
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "models/flowers/invoke", "[[5.1,3.5,1.4,0]]")).Status);
    }

    [Theory]
    [InlineData("sepal_lenght: { minimum: 0 }", "did you mean 'sepal_length'?")]
    [InlineData("sepal_length: { maximum: 10, default: 11 }", "its default 11 does not fit: Input should be less than or equal to 10")]
    [InlineData("sepal_length: { pattern: a }", "its bounds are those of texts")]
    public async Task A_rule_that_does_not_fit_the_model_keeps_it_from_serving_and_says_why(string rule, string mistake)
    {
        var yaml = $$"""models: { flowers: { onnx: {{Iris}}, inputs: { {{rule}} } } }""";
        await using var penstock = await PenstockServer.StartAsync(yaml);

        var refused = await penstock.Client.SendReplyAsync("POST", "models/flowers/invoke", "[[5.1,3.5,1.4,0]]");
        Assert.Equal((503, "model_not_ready"), (refused.Status, refused.At("code")));
        Assert.Contains(mistake, refused.At("detail"));
        Assert.Contains("inputs", refused.At("detail"));

        var found = Assert.Single(ModelCheck.Run(ConfigReader.Read(yaml, "penstock.yaml", new Dictionary<string, string>()))).ToString();
        Assert.Contains(mistake, found);
        Assert.Contains("models.flowers.inputs", found);
    }
}
