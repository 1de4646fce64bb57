using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Penstock.Dialects.Governed;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Governed;

public sealed class GovernedScanTests
{
    [Fact]
    public void Splicing_another_model_in_changes_nothing_else_whatever_the_body_looks_like() => Property.Holds(Bodies(), text =>
    {
        var body = Encoding.UTF8.GetBytes(text);
        Assert.Null(GovernedScan.Scan(body, OpenAiDialect.Governed, out var found));
        var expected = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(expected["model"]?.GetValue<string>(), found.Model);
        Assert.Equal(expected["stream"]?.GetValue<bool>() ?? false, found.Stream);
        Assert.Equal(expected.Count > 0, found.HasMembers);
        Assert.Equal((byte)'{', body[found.Brace]);
        if (found.Model is null)
        {
            Assert.Equal(default, found.ModelValue);
            return;
        }

        byte[] spliced = [.. body[..found.ModelValue.Start], .. "\"other\""u8, .. body[found.ModelValue.End..]];
        expected["model"] = "other";
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(spliced)));
    });

    [Theory]
    [InlineData("""{"model":"a","model":"b"}""", "model")]
    [InlineData("""{"model":"a","mod\u0065l":"a"}""", "model")]
    [InlineData("""{"\u006d\u006f\u0064\u0065\u006c":"a","model":"a"}""", "model")]
    [InlineData("""{"stream":true,"stream":true}""", "stream")]
    [InlineData("""{"max_tokens":1,"x":{"max_tokens":2},"max_tokens":3}""", "max_tokens")]
    [InlineData("""{"tools":[],"tools":[]}""", "tools")]
    [InlineData("""{"models":[],"models":[]}""", "models")]
    [InlineData("""{"stream_options":{"include_usage":true,"include_usage":false}}""", "stream_options.include_usage")]
    [InlineData("""{"stream_options":{"include_usage":null,"include_\u0075sage":null}}""", "stream_options.include_usage")]
    public void Refuses_a_second_governed_member(string body, string param)
    {
        var error = Scan(body).Error!;

        Assert.Equal((ErrorKind.InvalidRequest, "duplicate_member", param), (error.Kind, error.Code, error.Param));
    }

    [Theory]
    [InlineData("""{"x":1,"x":2}""")]
    [InlineData("""{"a":{"model":"b","model":"c"}}""")]
    [InlineData("""{"Model":"b","MODEL":"c"}""")]
    public void Leaves_other_members_that_occur_twice_to_the_provider(string body) => Assert.Null(Scan(body).Error);

    [Theory]
    [InlineData("""{"model":1}""", "model")]
    [InlineData("""{"model":null}""", "model")]
    [InlineData("""{"model":["a"]}""", "model")]
    [InlineData("""{"model":{"a":1},"stream":true}""", "model")]
    [InlineData("""{"stream":"true"}""", "stream")]
    [InlineData("""{"stream":1}""", "stream")]
    [InlineData("""{"stream":{}}""", "stream")]
    [InlineData("""{"stream_options":[]}""", "stream_options")]
    [InlineData("""{"stream_options":true}""", "stream_options")]
    [InlineData("""{"stream_options":{"include_usage":"yes"}}""", "stream_options.include_usage")]
    [InlineData("""{"stream_options":{"include_usage":{}}}""", "stream_options.include_usage")]
    public void Refuses_a_wrong_type(string body, string param)
    {
        var error = Scan(body).Error!;

        Assert.Equal((ErrorKind.InvalidRequest, param), (error.Kind, error.Param));
        Assert.Contains($"'{param}' must be", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("""{"model":"a"}{}""")]
    [InlineData("""{"model":"a"} x""")]
    [InlineData("""{"model":"a",}""")]
    [InlineData("""{"model":"a" /* no */}""")]
    [InlineData("""{'model':'a'}""")]
    [InlineData("""{"model":"\ud800"}""")]
    [InlineData("""{"mode\ud800":"a"}""")]
    [InlineData("""{"x":[1,2}""")]
    [InlineData("""{"stream_options":{"include_usage":tru}}""")]
    public void Refuses_what_is_not_json(string body)
    {
        var error = Scan(body).Error!;

        Assert.Equal((ErrorKind.InvalidRequest, "invalid_json"), (error.Kind, error.Code));
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_where_it_is_not_json() =>
        Assert.Contains("(line 3, byte 12 of it)", Scan("{\n  \"a\": 1,\n  \"model\": oops\n}").Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"model\"")]
    [InlineData("1")]
    [InlineData("null")]
    public void Refuses_what_is_no_object(string body) => Assert.Equal("The body must be a JSON object.", Scan(body).Error!.Message);

    [Fact]
    public void Reads_128_levels_and_not_one_more()
    {
        Assert.Null(Scan("{\"x\":" + new string('[', 127) + new string(']', 127) + "}").Error);
        Assert.Equal("invalid_json", Scan("{\"x\":" + new string('[', 128) + new string(']', 128) + "}").Error!.Code);
        Assert.Equal("invalid_json", Scan("{\"stream_options\":" + string.Concat(Enumerable.Repeat("{\"x\":", 200)) + "1" + new string('}', 201)).Error!.Code);
    }

    [Fact]
    public void Finds_the_members_that_route()
    {
        var (error, found) = Scan("""{"models":["a"],"messages":[{"provider":1}],"rout\u0065":"x"}""");

        Assert.Null(error);
        Assert.Equal(["models", "route"], found.RoutingMembers);
    }

    [Fact]
    public void Reads_an_escaped_model_name()
    {
        var (error, found) = Scan("""{ "m\u006fdel" : "gpt\u002d4\n\"" }""");

        Assert.Null(error);
        Assert.Equal("gpt-4\n\"", found.Model);
        Assert.Equal(new Range(17, 33), found.ModelValue);
    }

    private static (CallError? Error, GovernedBody Found) Scan(string body)
    {
        var error = GovernedScan.Scan(Encoding.UTF8.GetBytes(body), OpenAiDialect.Governed, out var found);
        return (error, found);
    }

    // Objects of governed and other members in any order, with any whitespace, their names and texts escaped or not.
    private static Gen<string> Bodies()
    {
        var space = Gen.Elements("", "", " ", "\n", "\r\n\t ");
        var name = Gen.Elements("gpt-4.1", "meta/llama:8b", "mödel 😀", "with \"quotes\" and \\", "", "\u0001\n");
        var other = Gen.Elements("1", "-1.5e3", "null", "[ { \"model\" : \"inner\" } ]", "{\"stream\":true}", "\"model\"", "[[],{}]", "\"}{\"");
        var member = Gen.OneOf(
            from text in name from escaped in Text(name) select (Name: "model", Value: escaped),
            Gen.Elements("true", "false").Select(value => (Name: "stream", Value: value)),
            other.Select(value => (Name: "messages", Value: value)),
            other.Select(value => (Name: "modell", Value: value)),
            other.Select(value => (Name: "tools", Value: value)));
        var written = from one in member
                      from key in Text(Gen.Constant(one.Name))
                      from before in space
                      from middle in space
                      from behind in space
                      from after in space
                      select (one.Name, Text: $"{before}{key}{middle}:{behind}{one.Value}{after}");
        return from members in written.ListOf()
               from lead in space
               from tail in space
               select $"{lead}{{{string.Join(',', members.DistinctBy(one => one.Name).Select(one => one.Text))}}}{tail}";
    }

    // A JSON text with some of its characters escaped that need not be.
    private static Gen<string> Text(Gen<string> texts) =>
        from text in texts
        from needless in Gen.Choose(0, 4)
        select '"' + string.Concat(text.Select((character, i) =>
            i % 5 == needless || char.IsSurrogate(character)
                ? $"\\u{(int)character:x4}"
                : JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(character.ToString()))) + '"';
}
