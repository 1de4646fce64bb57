using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Anthropic;
using Penstock.Dialects.Governed;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Gemini;

/// <summary>The requests for models at Vertex that are not Google's: their makers' bodies at Google's addresses, answered in the makers' dialects.</summary>
internal static class VertexPartners
{
    // DIALECT: Vertex' Claude wants it in the body, and the model only in the address: docs.anthropic.com/en/api/claude-on-vertex-ai.
    private const string AnthropicVersion = "vertex-2023-10-16";

    /// <summary>The dialect of a partner's bodies.</summary>
    public static ProviderDialect Dialect(VertexPartner partner) => partner.Publisher == VertexPartner.Anthropic ? AnthropicProvider.Instance : OpenAiProvider.Instance;

    /// <summary>The request.</summary>
    /// <param name="partner">Whose model it is.</param>
    /// <param name="parent">Project and region, with a slash behind; empty where there is none.</param>
    /// <param name="call">The call; its body was read.</param>
    /// <param name="target">Where it is to run.</param>
    /// <param name="traits">The provider.</param>
    public static (ProviderRequest? Request, CallError? Error) Request(VertexPartner partner, string parent, Call call, Target target, ProviderTraits traits)
    {
        var (request, error) = partner.Publisher == VertexPartner.Anthropic ? Claude(partner, parent, call, target, traits) : Chat(partner, parent, call, target, traits);
        return (request is null ? null : request with { AnsweredIn = Dialect(partner) }, error);
    }

    private static (ProviderRequest? Request, CallError? Error) Claude(VertexPartner partner, string parent, Call call, Target target, ProviderTraits traits)
    {
        var request = call.State.Request!;
        if (AnthropicDialect.Path(call.Head.Capability) is null)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        // DIALECT: tokens are counted by a model of that name, and the body says for which: …/partner-models/claude/count-tokens.
        var counts = call.Head.Capability == Capability.CountTokens;
        var path = Address(parent, partner with { Model = counts ? "count-tokens" : partner.Model }, request.Stream);
        var accept = request.Stream ? "text/event-stream" : "application/json";
        if (request is WireRequest { Dialect: AnthropicDialect.Name } wire)
        {
            var edits = AnthropicForwarding.Hosted(wire.Body, AnthropicVersion, streamInAddress: false, counts ? partner.Model : null);
            CapEdits.Apply(edits, call, wire.Governed, CapName.Plain, AnthropicDialect.DefaultMaxTokens);
            return (new ProviderRequest(path, edits.Pieces())
            {
                Accept = accept,
                Stream = wire.Stream,
                Forwarded = true,
            }, null);
        }

        var (input, error) = CappedInput.Read(call, usual: true);
        if (error is not null)
        {
            return (null, error);
        }

        if (input is not ChatInput chat)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        var body = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(body, WireJson.WriterOptions);
        var losses = MessagesRequestWriter.Write(writer, chat, new MessagesOptions(partner.Model, request.Stream) { Count = counts, HostedVersion = counts ? null : AnthropicVersion });
        writer.Flush();
        var pieces = counts ? AnthropicForwarding.Hosted(body.WrittenMemory, AnthropicVersion, streamInAddress: false, partner.Model).Pieces() : [body.WrittenMemory];
        return (new ProviderRequest(path, pieces) { Accept = accept, Stream = request.Stream, Losses = losses }, null);
    }

    // DIALECT: the endpoint for open models knows them by maker and name, and is one address whether streamed or not: …/docs/maas/call-open-model-apis.
    private static (ProviderRequest? Request, CallError? Error) Chat(VertexPartner partner, string parent, Call call, Target target, ProviderTraits traits) =>
        call.Head.Capability != Capability.Chat
            ? (null, Unsupported.Operation(call, target, traits.Name))
            : OpenAiProvider.Instance.Request(
                call,
                target with { UpstreamModel = partner.IsOpen ? $"{partner.Publisher}/{partner.Model}" : partner.Model },
                traits with
                {
                    PathTemplate = partner.IsOpen ? $"v1/{parent}endpoints/openapi/chat/completions" : Address(parent, partner, call.State.Request!.Stream),
                    OlderMaxTokens = true,
                    IncludeUsage = partner.IsOpen,
                    ToolCallIdLength = partner.IsOpen ? 0 : 9,
                });

    private static string Address(string parent, VertexPartner partner, bool stream) =>
        $"v1/{parent}publishers/{partner.Publisher}/models/{VertexProvider.Escaped(partner.Model)}:{(stream ? "streamRawPredict" : "rawPredict")}";
}
