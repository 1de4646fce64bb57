using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Penstock.Dialects;
using Penstock.Dialects.Governed;
using Xunit;

namespace Penstock.Tests.Dialects.Governed;

public sealed class MemberQuirksTests
{
    [Theory]
    [InlineData("""{"a":1,"drop":2,"b":3}""", """{"a":1,"b":3}""", "drop")]
    [InlineData("""{"drop":[1,{"drop":2}],"b":{"drop":3}}""", """{"b":{"drop":3}}""", "drop")]
    [InlineData("""{ "b" : 3 , "drop":2 }""", """{ "b" : 3 }""", "drop")]
    [InlineData("""{"drop":2,"gone":"x"}""", "{}", "drop,gone")]
    [InlineData("""{"drop":null,"b":1,"gone":true,"drop2":1}""", """{"b":1,"drop2":1}""", "gone")]
    [InlineData("""{"old":7}""", """{"new":7}""", "")]
    [InlineData("""{"old":7,"new":8}""", """{"new":8}""", "")]
    [InlineData("""{"new":8,"old":7}""", """{"new":8}""", "")]
    [InlineData("""{"form":"float"}""", "{}", "")]
    [InlineData("""{"form":"base64"}""", """{"form":"base64"}""", "")]
    [InlineData("""{"stream_options":{"include_usage":true},"old":1}""", """{"new":1}""", "")]
    public void Members_are_left_out_and_renamed(string body, string expected, string lost)
    {
        var (written, losses) = Apply(body);

        Assert.Equal(expected, written);
        Assert.Equal(lost, string.Join(',', losses.Names));
    }

    [Fact]
    public void What_is_left_is_always_json_with_the_rest_as_it_was() => Property.Holds(
        Gen.Elements("drop", "gone", "old", "new", "a", "b", "form").ListOf().Select(names => names.Distinct().ToArray()),
        names =>
        {
            var body = new JsonObject(names.Select((name, i) => KeyValuePair.Create(name, (JsonNode?)i)));
            var expected = new JsonObject(names.Where(name => name is not ("drop" or "gone") && !(name == "old" && names.Contains("new")))
                .Select(name => KeyValuePair.Create(name == "old" ? "new" : name, (JsonNode?)Array.IndexOf(names, name))));

            Assert.Equal(expected.ToJsonString(), JsonNode.Parse(Apply(body.ToJsonString()).Written)!.ToJsonString());
        });

    private static (string Written, Losses Losses) Apply(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var (edits, losses) = (new BodyEdits(bytes), new Losses());
        MemberQuirks.Apply(bytes, edits, new ProviderTraits { Name = "x", Drops = ["drop", "gone", "form=float", "stream_options"], Renames = new Dictionary<string, string> { ["old"] = "new" } }, losses);
        return (string.Concat(edits.Pieces().Select(piece => Encoding.UTF8.GetString(piece.Span))), losses);
    }
}
