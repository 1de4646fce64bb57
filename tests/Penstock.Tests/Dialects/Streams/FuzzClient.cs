using System.Text;
using Penstock.Dialects;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Anthropic;
using Penstock.Resources.Bedrock;
using Penstock.Resources.Calls;
using Penstock.Resources.Cohere;
using Penstock.Resources.Gemini;
using Penstock.Resources.Models;
using Penstock.Resources.OpenAi;
using Penstock.Resources.Responses;

namespace Penstock.Tests.Dialects.Streams;

/// <summary>A dialect towards clients: what encodes streams into it, and the bytes that end one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Make">Its protocol.</param>
/// <param name="End">Bytes that stand in a finished stream only; empty where there are none (Gemini's events).</param>
internal sealed record FuzzClient(string Name, Func<CallProtocol> Make, IReadOnlyList<byte[]> End)
{
    private static readonly byte[] s_asked = """{"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}}"""u8.ToArray();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzClient> All { get; } =
    [
        new("openai", () => new OpenAiProtocol(), [Bytes("data: [DONE]\n\n")]),
        new("responses", () => new ResponsesProtocol(null!, null!, null!), [Bytes("event: response.completed\n"), Bytes("event: response.incomplete\n"), Bytes("event: response.failed\n")]),
        new("anthropic", () => new AnthropicProtocol(), [Bytes("event: message_stop\n")]),
        new("gemini", () => new GeminiProtocol(streams: true), []),
        new("gemini array", () => new GeminiProtocol(streams: true, array: true), [Bytes("]")]),
        new("bedrock", () => new BedrockProtocol(streams: true, native: false), [Bytes(":event-type\u0007\0\vmessageStop")]),
        new("cohere", () => new CohereProtocol(), [Bytes("event: message-end\n")]),
        new("penstock", () => new ConverseProtocol(), [Bytes("event: end\n")]),
    ];

    /// <summary>The one of a name.</summary>
    public static FuzzClient Of(string name) => All.Single(client => client.Name == name);

    /// <summary>A call of a client that asks for all there is; usable for many streams.</summary>
    public static Call NewCall(Capability capability)
    {
        var body = new PooledBytes(s_asked.Length);
        System.Buffers.BuffersExtensions.Write(body, s_asked);
        var (request, _) = new OpenAiProtocol().Scan(body, Capability.Chat);
        var call = new Call("call_1", new CallHead { Capability = capability, Dialect = "fuzz" }, new NoBody(), new ManualTime());
        call.State.Request = request;
        call.State.Model = new Model { Id = "chat", Capabilities = [Capability.Chat], Targets = [], Source = "file" };
        call.State.Streaming = true;
        return call;
    }

    /// <summary>An encoder for a stream of its own.</summary>
    public FrameEncoder NewEncoder() => Make().Encoder(NewCall(Capability.Chat));

    /// <summary>Whether a client takes these bytes for a finished answer; the array's brackets count only at the end.</summary>
    public bool IsFinished(ReadOnlySpan<byte> written)
    {
        foreach (var end in End)
        {
            if (Name == "gemini array" ? written.EndsWith(end) : written.IndexOf(end) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
