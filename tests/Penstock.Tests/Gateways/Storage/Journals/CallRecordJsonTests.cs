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
