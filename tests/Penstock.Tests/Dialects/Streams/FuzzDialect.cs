using System.Buffers;
using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Dialects.Bedrock;
using Penstock.Dialects.Cohere;
using Penstock.Dialects.Gemini;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Responses;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.Grid;
using Penstock.Upstream;

namespace Penstock.Tests.Dialects.Streams;

/// <summary>One form of streams that providers send: what reads it, and how its end is known from the bytes alone.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Provider">What reads it.</param>
/// <param name="Capability">What was asked for.</param>
/// <param name="Path">The path that was asked.</param>
/// <param name="ContentType">The media type that the provider answers with.</param>
/// <param name="Cut">Cuts its bytes into events.</param>
/// <param name="MayEnd">Whether the bytes hold what ends an answer of this dialect; written without the readers.</param>
/// <param name="Recorded">Whether a recorded exchange is of this form.</param>
/// <param name="Encoder">What writes it towards clients; null where Penstock does not write it.</param>
internal sealed record FuzzDialect(
    string Name,
    ProviderDialect Provider,
    Capability Capability,
    string Path,
    string ContentType,
    Func<byte[], List<byte[]>> Cut,
    Func<byte[], bool> MayEnd,
    Func<Exchange, bool> Recorded,
    FuzzClient? Encoder)
{
    private const string Events = "text/event-stream", Messages = "application/vnd.amazon.eventstream";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzDialect> All { get; } =
    [
        new("OpenAI chat", OpenAiProvider.Instance, Capability.Chat, "chat/completions", Events, StreamEvents.OfText, StreamEnds.OpenAi, at => at.Path.EndsWith("chat/completions", StringComparison.Ordinal), FuzzClient.Of("openai")),
        new("OpenAI completions", OpenAiProvider.Instance, Capability.Completions, "completions", Events, StreamEvents.OfText, StreamEnds.OpenAi, at => at.Path.EndsWith("v1/completions", StringComparison.Ordinal), null),
        new("OpenAI responses", ResponsesProvider.Instance, Capability.Chat, "responses", Events, StreamEvents.OfText, StreamEnds.Responses, at => at.Path.EndsWith("/responses", StringComparison.Ordinal), FuzzClient.Of("responses")),
        new("Anthropic", AnthropicProvider.Instance, Capability.Chat, "v1/messages", Events, StreamEvents.OfText, StreamEnds.Anthropic, at => at.Path.EndsWith("/messages", StringComparison.Ordinal), FuzzClient.Of("anthropic")),
        new("Gemini events", GeminiProvider.Instance, Capability.Chat, "v1beta/models/m:streamGenerateContent?alt=sse", Events, StreamEvents.OfText, StreamEnds.Gemini, at => IsGemini(at, "/v1beta/models/", "data:"), FuzzClient.Of("gemini")),
        new("Gemini array", GeminiProvider.Instance, Capability.Chat, "v1beta/models/m:streamGenerateContent", "application/json", StreamEvents.OfArray, StreamEnds.GeminiArray, at => IsGemini(at, "/v1beta/models/", "["), FuzzClient.Of("gemini array")),
        new("Vertex", VertexProvider.Instance, Capability.Chat, "v1/m:streamGenerateContent?alt=sse", Events, StreamEvents.OfText, StreamEnds.Gemini, at => IsGemini(at, "/publishers/google/", "data:"), FuzzClient.Of("gemini")),
        new("Bedrock converse", BedrockProvider.Instance, Capability.Chat, "model/m/converse-stream", Messages, StreamEvents.OfMessages, StreamEnds.Converse, at => at.Path.EndsWith("/converse-stream", StringComparison.Ordinal), FuzzClient.Of("bedrock")),
        new("Bedrock invoke", BedrockProvider.Instance, Capability.Chat, "model/m/invoke-with-response-stream", Messages, StreamEvents.OfMessages, StreamEnds.Invoke, at => at.Path.EndsWith("/invoke-with-response-stream", StringComparison.Ordinal), null),
        new("Cohere", CohereProvider.Instance, Capability.Chat, "v2/chat", Events, StreamEvents.OfText, StreamEnds.Cohere, at => at.Path.EndsWith("v2/chat", StringComparison.Ordinal), FuzzClient.Of("cohere")),
    ];

    /// <summary>The recordings of this form, and the grid's answers as Penstock's own encoder writes them.</summary>
    public IReadOnlyList<byte[]> Seeds(ExchangeStore recordings)
    {
        List<byte[]> all = [.. recordings.All.Where(at => at is { Stream: true, Status: 200 } && Recorded(at)).Select(at => at.ResponseBody)];
        foreach (var answer in Encoder is null ? [] : AnswerCases.All)
        {
            var body = new ArrayBufferWriter<byte>();
            using var encoder = Encoder!.NewEncoder();
            foreach (var chunks in answer.Frames)
            {
                encoder.Write(new ChunkFrame([.. chunks]), body);
            }

            encoder.Write(ChunkFrame.Terminal(), body);
            all.Add(body.WrittenSpan.ToArray());
        }

        return all;
    }

    /// <summary>Reads a stream of this form.</summary>
    public FrameStream Read(Stream body, Call call, bool withholdUsage = false) => Provider.ReadStream(
        body, new AnswerSource(call, new ProviderRequest(Path, []) { Stream = true, WithholdUsage = withholdUsage }, ContentType, []));

    private static bool IsGemini(Exchange at, string path, string first) =>
        at.Path.Contains(path, StringComparison.Ordinal) && at.Path.EndsWith(":streamGenerateContent", StringComparison.Ordinal)
        && Encoding.UTF8.GetString(at.ResponseBody).TrimStart().StartsWith(first, StringComparison.Ordinal);
}
