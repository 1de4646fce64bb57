using System.Globalization;
using System.Text;
using Penstock.Upstream;

namespace Penstock.Bench.Translating;

/// <summary>
/// The synthetic answers in the forms of Anthropic and Gemini: as many events, and each as long, as in OpenAI's form. A longer text for
/// a shorter frame, so that translating is not made cheap.
/// </summary>
internal static class DialectAnswers
{
    /// <returns>Null when the path is not theirs, or the model not synthetic.</returns>
    public static Answer? Find(string model, string path)
    {
        var (whole, streamed) = path.EndsWith("/messages", StringComparison.Ordinal) ? (AnthropicWhole, AnthropicStream)
            : path.Contains("enerateContent", StringComparison.Ordinal) ? (GeminiWhole, GeminiStream)
            : (default(Func<int, string>), default(Func<SyntheticModel, string>));
        return whole is null || SyntheticModel.Parse(model) is not { } asked ? null
            : new Answer(
                200,
                [new("content-type", asked.Stream ? "text/event-stream; charset=utf-8" : "application/json")],
                Encoding.ASCII.GetBytes(asked.Stream ? streamed!(asked) : whole(asked.Bytes)))
            {
                EventPace = asked.Pace,
            };
    }

    private static string AnthropicWhole(int bytes) => Filled(
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"synthetic\",\"content\":[{\"type\":\"text\",\"text\":\"",
        $"\"}}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{{\"input_tokens\":8,\"output_tokens\":{bytes / 4}}}}}",
        bytes);

    private static string AnthropicStream(SyntheticModel model)
    {
        var body = new StringBuilder(
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"synthetic","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":8,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}


            """);
        for (var i = 0; i < model.Events; i++)
        {
            body.Append(Filled(
                $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{Number(i)}", "\"}}\n\n", model.Bytes));
        }

        return body.Append(CultureInfo.InvariantCulture,
            $$$"""
            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":{{{model.Events}}}}}

            event: message_stop
            data: {"type":"message_stop"}


            """).ToString();
    }

    private static string GeminiWhole(int bytes) => Filled(
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"",
        $"\"}}],\"role\":\"model\"}},\"finishReason\":\"STOP\",\"index\":0}}],\"usageMetadata\":{GeminiUsage(bytes / 4)},\"modelVersion\":\"synthetic\",\"responseId\":\"r_1\"}}",
        bytes);

    private static string GeminiStream(SyntheticModel model)
    {
        var body = new StringBuilder();
        for (var i = 0; i < model.Events; i++)
        {
            // DIALECT: no event of its own for the end, and the usage so far in every one.
            body.Append(Filled(
                $"data: {{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"{Number(i)}",
                $"\"}}],\"role\":\"model\"}},{(i == model.Events - 1 ? "\"finishReason\":\"STOP\"," : "")}\"index\":0}}],\"usageMetadata\":{GeminiUsage(i + 1)},\"modelVersion\":\"synthetic\",\"responseId\":\"r_1\"}}\r\n\r\n",
                model.Bytes));
        }

        return body.ToString();
    }

    private static string GeminiUsage(int output) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"promptTokenCount\":8,\"candidatesTokenCount\":{output},\"totalTokenCount\":{output + 8}}}");

    private static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"#{i}#");

    private static string Filled(string head, string tail, int bytes) => head + new string('x', Math.Max(1, bytes - head.Length - tail.Length)) + tail;
}
