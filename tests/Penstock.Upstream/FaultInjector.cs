using System.Globalization;
using System.Text;

namespace Penstock.Upstream;

/// <summary>Works a fault into an answer. No input or output: what is sent can be checked without a socket.</summary>
internal static class FaultInjector
{
    private const string ErrorEvent =
        """data: {"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null}}""";

    // DIALECT: OpenRouter puts the error beside the choices of an ordinary chunk and says finish_reason "error".
    private const string OpenRouterErrorEvent =
        """data: {"id":"gen-stand-in","object":"chat.completion.chunk","created":0,"model":"stand-in","provider":"stand-in","error":{"code":502,"message":"Provider disconnected unexpectedly"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}""";

    // DIALECT: Anthropic's events have names ("Streaming messages", error events).
    private const string AnthropicErrorEvent =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";

    public static Delivery Apply(Answer answer, Fault fault, DateTimeOffset now) => fault switch
    {
        Fault.Status status => Delivery.Clean(OpenAiError.Of(status.Code, status.ErrorCode, RetryAfter(status.RetryAfter, now))),
        Fault.ResetBeforeHeaders => Delivery.Clean(answer) with { Ending = Ending.ResetBeforeHeaders },
        Fault.ResetAfterHeaders => Part(answer, 0, Ending.Reset),
        Fault.Cut cut => Part(answer, BodyEvents.After(answer, cut.After), cut.Fin ? Ending.Fin : Ending.Reset),
        Fault.CleanCut cut => Delivery.Clean(answer.WithBody(answer.Body[..BodyEvents.After(answer, cut.After)])),
        Fault.Stall stall => Part(answer, BodyEvents.After(answer, stall.After), Ending.Stall),
        Fault.SlowFirstByte slow => Delivery.Clean(answer) with { FirstByteDelay = slow.Delay },
        Fault.MalformedChunk chunk => Malformed(answer, chunk.After),
        Fault.OversizedChunk chunk => Oversized(answer, chunk.Bytes),
        Fault.WrongContentType => Delivery.Clean(answer) with { Answer = answer.WithHeader("content-type", "text/html; charset=utf-8") },
        Fault.ErrorEvent error => Delivery.Clean(answer.WithBody(Join(
            answer.Body[..BodyEvents.After(answer, error.After)],
            (error.OpenRouter ? OpenRouterErrorEvent : answer.Body.Span.StartsWith("event: message_start"u8) ? AnthropicErrorEvent : ErrorEvent) + "\n\n",
            default))),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault"),
    };

    private static Delivery Part(Answer answer, int bytes, Ending ending) =>
        Delivery.Clean(answer) with { Answer = answer.WithBody(answer.Body[..bytes]), Ending = ending };

    private static Delivery Malformed(Answer answer, int after)
    {
        var at = BodyEvents.After(answer, after);
        return answer.IsStream
            ? Delivery.Clean(answer.WithBody(Join(answer.Body[..at], "data: {\"id\":\"malformed\",\"choices\":[\n\n", answer.Body[at..])))
            : Delivery.Clean(answer.WithBody(answer.Body[..at]));
    }

    private static Delivery Oversized(Answer answer, int bytes)
    {
        if (!answer.IsStream)
        {
            return Delivery.Clean(answer.WithBody(Encoding.ASCII.GetBytes(Filled("{\"oversized\":\"", "\"}", bytes))));
        }

        var at = BodyEvents.After(answer, 1);
        var huge = Filled(
            "data: {\"id\":\"oversized\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"stand-in\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"",
            "\"},\"finish_reason\":null}]}\n\n",
            bytes);
        return Delivery.Clean(answer.WithBody(Join(answer.Body[..at], huge, answer.Body[at..])));
    }

    private static string Filled(string head, string tail, int bytes) =>
        head + new string('x', Math.Max(0, bytes - head.Length - tail.Length)) + tail;

    private static byte[] Join(ReadOnlyMemory<byte> head, string middle, ReadOnlyMemory<byte> tail) =>
        [.. head.Span, .. Encoding.UTF8.GetBytes(middle), .. tail.Span];

    private static string? RetryAfter(string? text, DateTimeOffset now) =>
        text is not null && text.StartsWith("date:", StringComparison.Ordinal)
            ? now.AddSeconds(int.Parse(text[5..], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture)
            : text;
}
