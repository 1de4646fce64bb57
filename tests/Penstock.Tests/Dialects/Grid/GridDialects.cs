using Penstock.Resources;
using Penstock.Pipeline;
using Penstock.Dialects.Anthropic;
using Penstock.Dialects.Bedrock;
using Penstock.Dialects.Cohere;
using Penstock.Dialects.Gemini;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Responses;
using Penstock.Domain.Access;
using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline.Responses;
using Penstock.Resources.Anthropic;
using Penstock.Resources.Bedrock;
using Penstock.Resources.Cohere;
using Penstock.Resources.Gemini;
using Penstock.Resources.OpenAi;
using Penstock.Resources.Responses;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>The dialects of conversations.</summary>
internal static class GridDialects
{
    private static readonly ResponsesProtocol s_responses = new(
        new ResponseKeeper(new InMemoryResponseStore(), TimeProvider.System, () => TimeSpan.FromDays(1)),
        new Authenticator(new KeyRing(new KeyHasher(new byte[32])), new Identities(new RunningCalls()), new KeyUses(new InMemoryKeyStore(), TimeProvider.System), TimeProvider.System),
        new ClientAddress(() => []));

    public static IReadOnlyList<GridDialect> All { get; } =
    [
        new(new OpenAiProtocol(), new OpenAiProtocol(), OpenAiProvider.Instance),
        new(s_responses, s_responses, ResponsesProvider.Instance),
        new(new AnthropicProtocol(), new AnthropicProtocol(), AnthropicProvider.Instance),
        new(new GeminiProtocol(streams: false), new GeminiProtocol(streams: true), GeminiProvider.Instance),
        new(new BedrockProtocol(streams: false, native: false), new BedrockProtocol(streams: true, native: false), BedrockProvider.Instance),
        new(new CohereProtocol(), new CohereProtocol(), CohereProvider.Instance),
    ];

    public static GridDialect Of(string name) => All.Single(dialect => dialect.Name == name);
}
