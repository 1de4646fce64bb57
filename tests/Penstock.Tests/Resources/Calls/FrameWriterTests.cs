using System.IO.Pipelines;
using System.Text;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Calls;
using Penstock.Resources.OpenAi;
using Xunit;

namespace Penstock.Tests.Resources.Calls;

public sealed class FrameWriterTests
{
    private readonly MemoryStream _written = new();

    [Theory]
    [InlineData("{\"id\":1,\"model\":\"up\",\"choices\":[{}]}", "{\"id\":1,\"model\":\"house/chat:1\",\"choices\":[{}]}")]
    [InlineData("{\"choices\":[{}]}", "{\"choices\":[{}]}")]
    [InlineData("[DONE]", "[DONE]")]
    public async Task Puts_only_the_public_name_into_a_provider_s_event(string data, string written)
    {
        using var call = Call();

        await WriteAsync(call, Event($"event: x\r\ndata: {data}\r\n\r\n", "event: x\r\ndata: ".Length, data), writer => writer.Write);

        Assert.Equal($"event: x\r\ndata: {written}\r\n\r\n", Encoding.UTF8.GetString(_written.ToArray()));
        Assert.NotEqual(0, call.State.FirstByte);
    }

    [Fact]
    public async Task Counts_the_bytes_that_it_writes()
    {
        const string Data = "{\"model\":\"up\",\"choices\":[{}]}";
        using var call = Call();

        await WriteAsync(call, Event($"data: {Data}\n\n", 6, Data), writer => writer.Write);

        Assert.Equal(_written.Length, call.State.ResponseBytes);
    }

    [Fact]
    public async Task Encodes_chunks_that_have_no_bytes_and_counts_them()
    {
        using var call = Call();

        await WriteAsync(call, new ChunkFrame(new TextChunk("one")), writer => writer.Write);

        var text = Encoding.UTF8.GetString(_written.ToArray());
        Assert.StartsWith("data: {", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", text, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"house/chat:1\"", text, StringComparison.Ordinal);
        Assert.Equal(_written.Length, call.State.ResponseBytes);
    }

    [Fact]
    public async Task Passes_a_provider_s_own_error_event_on()
    {
        const string Data = "{\"error\":{\"message\":\"Overloaded\"},\"extra\":1}";
        using var call = Call();

        await WriteAsync(call, Event($"data: {Data}\n\n", 6, Data), writer => writer.WriteError);

        Assert.Equal($"data: {Data}\n\n", Encoding.UTF8.GetString(_written.ToArray()));
    }

    [Fact]
    public async Task Writes_an_error_of_its_own_as_an_event_with_the_call_s_id()
    {
        using var call = Call();

        await WriteAsync(call, new ErrorFrame(new CallError(ErrorKind.ProviderCut, "It broke off.")), writer => writer.WriteError);

        var text = Encoding.UTF8.GetString(_written.ToArray());
        Assert.StartsWith("data: {\"error\":", text, StringComparison.Ordinal);
        Assert.Contains("It broke off.", text, StringComparison.Ordinal);
        Assert.Contains("call_1", text, StringComparison.Ordinal);
    }

    internal static Call Call()
    {
        var call = new Call("call_1", new CallHead { Capability = Capability.Chat, Dialect = "openai" }, new NoBody(), new ManualTime());
        call.State.Model = new Model { Id = "house/chat:1", Capabilities = [Capability.Chat], Targets = [], Source = "file" };
        return call;
    }

    private static WireFrame Event(string raw, int offset, string data)
    {
        var frame = new WireFrame("openai", new OpenAiStreamTap(withholdUsage: false));
        frame.Take(new WireEvent(Encoding.UTF8.GetBytes(raw), Encoding.UTF8.GetBytes(data), offset));
        return frame;
    }

    private async Task WriteAsync(Call call, Frame frame, Func<FrameWriter, Action<Frame>> how)
    {
        var output = PipeWriter.Create(_written);
        using var writer = new FrameWriter(call, new OpenAiProtocol(), output);
        if (frame.Kind != FrameKind.Error)
        {
            writer.Count(frame);
        }

        how(writer)(frame);
        await writer.FlushAsync();
    }
}
