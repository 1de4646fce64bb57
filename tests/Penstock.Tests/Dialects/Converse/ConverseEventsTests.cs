using System.Buffers;
using System.Text;
using Penstock.Dialects.Converse;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Converse;

public sealed class ConverseEventsTests
{
    [Fact]
    public void Writes_each_chunk_as_one_event_and_the_usage_last()
    {
        using var events = new ConverseEvents("chat", "call_1");
        var output = new ArrayBufferWriter<byte>();

        events.Write(output,
        [
            new StartChunk { Id = "up-1", Model = "upstream" }, new ReasoningChunk("Hm.") { Signature = "s" }, new TextChunk("A "), new TextChunk("gate."),
            new ToolCallChunk(0, "c1", "look"), new ArgumentsChunk(0, "{\"a\""), new ArgumentsChunk(0, ":1}"),
            new UsageChunk(new TokenUsage { Input = 5, Output = 3, CachedInput = 2 }), new FinishChunk(new Finish(FinishReason.ToolCalls)),
        ]);
        events.WriteEnd(output);

        Assert.Equal(
            """
            event: start
            data: {"id":"up-1","model":"chat"}

            event: reasoning
            data: {"text":"Hm.","signature":"s"}

            event: text
            data: {"text":"A "}

            event: text
            data: {"text":"gate."}

            event: tool_call
            data: {"index":0,"id":"c1","name":"look"}

            event: arguments
            data: {"index":0,"arguments":"{\"a\""}

            event: arguments
            data: {"index":0,"arguments":":1}"}

            event: finish
            data: {"finish_reason":"tool_calls","stop_sequence":null}

            event: end
            data: {"usage":{"input_tokens":5,"cached_input_tokens":2,"cache_write_input_tokens":0,"output_tokens":3,"reasoning_tokens":0,"total_tokens":8}}


            """,
            Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Empty(events.Lost.Names);
    }

    [Fact]
    public void Names_what_it_has_no_event_for()
    {
        using var events = new ConverseEvents("chat", "call_1");

        events.Write(new ArrayBufferWriter<byte>(), [new LogProbsChunk(new LogProbs()), new TextChunk("b") { Choice = 1 }, new AnnotationChunk(new UrlCitation("u"))]);

        Assert.Equal(["logprobs", "choices", "annotations"], events.Lost.Names);
    }
}
