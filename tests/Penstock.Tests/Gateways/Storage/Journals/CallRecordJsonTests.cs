using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Journals;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Journals;

public sealed class CallRecordJsonTests
{
    private const string Least = """{"id":"a","started_at":0,"dialect":"openai","capability":"chat"}""";

    [Fact]
    public void Reads_what_it_wrote() =>
        Prop.ForAll(Records.Any.ToArbitrary(), record => Records.Same(record, CallRecordJson.Read(Written(record))))
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261121, 1));

    [Fact]
    public void Reads_a_record_that_says_no_more_than_it_must() =>
        Records.Same(
            new CallRecord { Id = "a", StartedAt = 0, Dialect = "openai", Capability = "chat" },
            CallRecordJson.Read(Encoding.UTF8.GetBytes(Least)));

    [Fact]
    public void Passes_over_members_of_a_newer_version() =>
        Assert.Equal("a", CallRecordJson.Read(Encoding.UTF8.GetBytes(Least.Replace("{", """{"colour":{"amount":[1,{}]},"owner":null,"""))).Id);

    [Fact]
    public void Writes_half_a_surrogate_pair_as_the_replacement_character()
    {
        var record = Records.Of(1) with { Model = "m\ud83d", Tags = new Dictionary<string, string> { ["k\ude00"] = "v\ud83d" } };

        var read = CallRecordJson.Read(Written(record));

        Assert.Equal("m\ufffd", read.Model);
        Assert.Equal("v\ufffd", read.Tags["k\ufffd"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"started_at":0,"dialect":"openai","capability":"chat"}""")]
    [InlineData("""{"id":null,"started_at":0,"dialect":"openai","capability":"chat"}""")]
    [InlineData("""{"id":7,"started_at":0,"dialect":"openai","capability":"chat"}""")]
    [InlineData("""{"id":"a","dialect":"openai","capability":"chat"}""")]
    [InlineData("""{"id":"a","started_at":"0","dialect":"openai","capability":"chat"}""")]
    [InlineData("""{"id":"a","started_at":99999999999999999999,"dialect":"openai","capability":"chat"}""")]
    [InlineData("""{"id":"a","started_at":0,"capability":"chat"}""")]
    [InlineData("""{"id":"a","started_at":0,"dialect":"openai"}""")]
    [InlineData("""{"id":"a","started_at":0,"dialect":"openai","capability":"chat","end":4}""")]
    [InlineData("""{"id":"a","started_at":0,"dialect":"openai","capability":"chat","tags":[]}""")]
    [InlineData("""{"id":"a","started_at":0,"dialect":"openai","capability":"chat","tags":{"a":1}}""")]
    [InlineData("""{"id":"a","started_at":0,"dialect":"openai","capability":"chat","tags":{"a":"1"}""")]
    public void Refuses_what_is_no_record(string json) =>
        Assert.ThrowsAny<JsonException>(() => CallRecordJson.Read(Encoding.UTF8.GetBytes(json)));

    // Lines that were read before are known again by their bytes: what comes behind them must be read as ever.
    [Theory]
    [InlineData("plain")]
    [InlineData("with ] in it")]
    [InlineData("]")]
    [InlineData("\"],\"tags\":{\"a\":\"b\"}")]
    [InlineData("")]
    public void Reads_lines_again_that_it_has_read_before(string scope)
    {
        for (var i = 0; i < 3; i++)
        {
            for (var count = 0; count < 4; count++)
            {
                BudgetLine[] lines = [.. Enumerable.Range(0, count).Select(line => new BudgetLine("budget" + line, scope, Records.Start))];
                var record = Records.Of(i) with { Settled = 7, SettledOn = lines, Tags = new Dictionary<string, string> { ["a"] = scope + i }, GovernedTags = new Dictionary<string, string> { ["g"] = "h" } };

                var read = CallRecordJson.Read(Written(record));

                Assert.Equal(lines, read.SettledOn);
                Records.Same(record, read with { SettledOn = lines });
            }
        }
    }

    // Where a newer version's member stands, and lines that are known before or behind it.
    [Theory]
    [InlineData("""{"settled_on":["b","s",1],"colour":[1],"id":"a","started_at":0,"dialect":"openai","capability":"chat"}""")]
    [InlineData("""{"id":"a","started_at":0,"dialect":"openai","capability":"chat","colour":{"settled_on":["b"]},"settled_on":["b","s",1]}""")]
    [InlineData("""{"settled_on":["b","s",1],"settled_on":["b","s",1],"id":"a","started_at":0,"dialect":"openai","capability":"chat","x":0}""")]
    public void Reads_members_in_any_order_behind_lines_that_it_knows(string json)
    {
        for (var i = 0; i < 3; i++)
        {
            var read = CallRecordJson.Read(Encoding.UTF8.GetBytes(json));

            Assert.Equal(("a", "openai", "chat"), (read.Id, read.Dialect, read.Capability));
            Assert.Equal([new BudgetLine("b", "s", 1)], read.SettledOn);
        }
    }

    [Theory]
    [InlineData("""{"settled_on":["b","s",1,"id":"a"}""")]
    [InlineData("""{"settled_on":["b","s",1]""")]
    [InlineData("""{"settled_on":["b","s""")]
    [InlineData("""{"settled_on":["b","s"],"id":"a","started_at":0,"dialect":"openai","capability":"chat"}""")]
    [InlineData("""{"settled_on":[1,"s",1],"id":"a","started_at":0,"dialect":"openai","capability":"chat"}""")]
    public void Refuses_lines_that_are_none(string json) => Assert.ThrowsAny<JsonException>(() => CallRecordJson.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Keeps_on_what_a_call_is_counted_until_it_is_stored()
    {
        BudgetLine[] lines = [new("house", "", 0), new("each", "user=\"ü\", model=a/b", Records.Start)];

        var read = CallRecordJson.Read(Written(Records.Of(1) with { Settled = 7, SettledOn = lines }));

        Assert.Equal(7, read.Settled);
        Assert.Equal(lines, read.SettledOn);
        Assert.DoesNotContain("settled_on", Encoding.UTF8.GetString(Written(Records.Of(1))), StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => CallRecordJson.Read("""{"id":"a","started_at":0,"dialect":"openai","capability":"chat","settled_on":["house","",null]}"""u8));
        Assert.ThrowsAny<JsonException>(() => CallRecordJson.Read("""{"id":"a","started_at":0,"dialect":"openai","capability":"chat","settled_on":"house"}"""u8));
    }

    private static byte[] Written(CallRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        CallRecordJson.Write(json, record);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
