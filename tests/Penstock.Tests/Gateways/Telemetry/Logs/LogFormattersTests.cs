using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Penstock.Gateways.Telemetry.Logs;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Logs;

public sealed class LogFormattersTests
{
    private static readonly LogLine Line = new()
    {
        Time = new DateTimeOffset(2026, 11, 21, 23, 59, 58, 7, TimeSpan.FromHours(2)),
        Level = LogLevel.Warning,
        Category = "Penstock.Pipeline.Limits.LimitsStage",
        Message = "too fast for key 8080",
        CallId = "call_1",
        Properties = [new("limit", 80L), new("key", 8080L), new("who", "a b")],
    };

    [Fact]
    public void Text_shows_what_the_message_does_not() => Assert.Equal(
        "21:59:58.007 warning  LimitsStage: too fast for key 8080 limit=80 who=\"a b\" call=call_1\n",
        new TextLogFormatter(colours: false, dates: false).Format(Line));

    [Fact]
    public void Text_can_say_the_day_and_be_coloured()
    {
        var text = new TextLogFormatter(colours: true, dates: true).Format(Line);
        Assert.Contains("2026-11-21 21:59:58.007", text);
        Assert.Contains("\e[33mwarning", text);
    }

    [Fact]
    public void Text_escapes_what_could_forge_a_line_or_move_a_terminal()
    {
        var text = new TextLogFormatter(colours: false, dates: false).Format(Line with
        {
            Message = "a\r\nb\e[2J\u0085\u202e\ud800\ud83d\ude00",
            Properties = [new("x\ny", "1\n2")],
            Exception = "Bad: no\n   at A()\e[1m\r\n   at B()",
        });
        Assert.Equal(
            "21:59:58.007 warning  LimitsStage: a\\r\\nb\\u001b[2J\\u0085\\u202e\\ud800\ud83d\ude00 x\\ny=1\\n2 call=call_1\n"
            + "    Bad: no\n       at A()\\u001b[1m\n       at B()\n", text);
    }

    [Fact]
    public void Json_is_one_valid_line_whatever_is_in_it()
    {
        using var formatter = new JsonLogFormatter();
        var bytes = formatter.Format(Line with
        {
            Message = "a\r\n\"b\"\\\u2028\ud800é\0",
            Properties = [new("n", 5L), new("d", 1.5), new("nan", double.NaN), new("m", 1.10m), new("t", true), new("none", null), new("k\ud800", "\udc00")],
            Exception = "Bad\n   at A()",
        });
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.Equal(1, bytes.Count((byte)'\n'));
        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(bytes));
        var root = json.RootElement;
        Assert.Equal("2026-11-21T21:59:58.007Z", root.GetProperty("ts").GetString());
        Assert.Equal("warning", root.GetProperty("level").GetString());
        Assert.Equal("a\r\n\"b\"\\\u2028\ufffdé\0", root.GetProperty("message").GetString());
        Assert.Equal("Bad\n   at A()", root.GetProperty("exception").GetString());
        Assert.Equal("""{"n":5,"d":1.5,"nan":"NaN","m":1.10,"t":true,"none":null,"k�":"�"}""", root.GetProperty("properties").GetRawText());
        Assert.False(root.TryGetProperty("trace_id", out _));
    }

    [Fact]
    public void Json_can_be_read_back()
    {
        using var formatter = new JsonLogFormatter();
        var line = Line with { Event = "e", TraceId = "t", SpanId = "s", Exception = "x" };
        var back = LogLineReader.Read(Encoding.UTF8.GetString(formatter.Format(line)));
        Assert.NotNull(back);
        Assert.Equal(new TextLogFormatter(false, true).Format(line), new TextLogFormatter(false, true).Format(back));
        Assert.Equal(("e", "t", "s"), (back.Event, back.TraceId, back.SpanId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"ts\":")]
    [InlineData("[]")]
    [InlineData("""{"ts":"2026-11-21T00:00:00Z","level":"loud"}""")]
    [InlineData("""{"ts":5,"level":"info"}""")]
    public void What_is_no_record_is_not_read(string line) => Assert.Null(LogLineReader.Read(line));
}
