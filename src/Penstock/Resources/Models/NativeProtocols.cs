using Microsoft.AspNetCore.Http;
using Penstock.Dialects.Anthropic;
using Penstock.Dialects.Bedrock;
using Penstock.Dialects.Cohere;
using Penstock.Dialects.EventStreams;
using Penstock.Dialects.Gemini;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Responses;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Resources.Anthropic;
using Penstock.Resources.Bedrock;
using Penstock.Resources.Calls;
using Penstock.Resources.Cohere;
using Penstock.Resources.Gemini;
using Penstock.Resources.OpenAi;
using Penstock.Resources.Reranking;
using Penstock.Resources.Responses;

namespace Penstock.Resources.Models;

/// <summary>
/// The protocols in which a provider's own bodies are taken and answered, by the provider's dialect and what is asked for. Where the provider's
/// address says that an answer is a stream, and not its body, <c>Accept</c> says it here.
/// </summary>
internal sealed class NativeProtocols(ResponseKeeper keeper, Authenticator authenticator, ClientAddress addresses)
{
    private readonly OpenAiProtocol _openAi = new();
    private readonly MediaProtocol _media = new();
    private readonly RerankProtocol _rerank = new();
    private readonly ResponsesProtocol _responses = new(keeper, authenticator, addresses);
    private readonly AnthropicProtocol _anthropic = new();
    private readonly CohereProtocol _cohere = new();
    private readonly GeminiProtocol _gemini = new(streams: false);
    private readonly GeminiProtocol _geminiEvents = new(streams: true);
    private readonly BedrockProtocol _bedrock = new(streams: false, native: true);
    private readonly BedrockProtocol _bedrockEvents = new(streams: true, native: true);

    /// <summary>The protocol, and the operation in the dialect's words where it has several; null where the dialect has no such thing.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="capability">What is asked of the model.</param>
    /// <param name="request">The request, for its <c>Accept</c>.</param>
    public (CallProtocol Protocol, string? Operation)? Find(string dialect, Capability capability, HttpRequest request) => (dialect, capability) switch
    {
        (OpenAiDialect.Name, Capability.Chat or Capability.Completions or Capability.Embeddings) => (_openAi, null),
        (OpenAiDialect.Name, Capability.Rerank) => (_rerank, null),
        (OpenAiDialect.Name, Capability.Moderations or Capability.Images or Capability.Speech or Capability.Transcriptions) => (_media, null),
        (ResponsesDialect.Name, Capability.Chat) => (_responses, null),
        (AnthropicDialect.Name, Capability.Chat or Capability.CountTokens) => (_anthropic, null),
        (CohereDialect.Name, Capability.Chat or Capability.Embeddings or Capability.Rerank) => (_cohere, null),
        (GeminiDialect.Name or VertexProvider.DialectName, Capability.Chat) => Asks(request, "text/event-stream") ? (_geminiEvents, GeminiDialect.StreamEvents) : (_gemini, GeminiDialect.Generate),
        (GeminiDialect.Name or VertexProvider.DialectName, Capability.CountTokens) => (_gemini, GeminiDialect.CountTokens),
        (GeminiDialect.Name, Capability.Embeddings) => (_gemini, GeminiDialect.BatchEmbed),
        (VertexProvider.DialectName, Capability.Embeddings) => (VertexPredictProtocol.Instance, GeminiDialect.Predict),
        (BedrockDialect.Name, Capability.Chat or Capability.Embeddings) => (Asks(request, EventStreamWriter.MediaType) ? _bedrockEvents : _bedrock, BedrockDialect.Invoke),
        _ => null,
    };

    private static bool Asks(HttpRequest request, string mediaType) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.Quality != 0 && accepted.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));
}
