using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Dialects.Gemini;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Responses;

namespace Penstock.Config;

/// <summary>The wire formats that providers of GenAI models speak, by the names they have in the configuration.</summary>
internal static class ProviderDialects
{
    private static readonly ProviderDialect[] s_all = [OpenAiProvider.Instance, ResponsesProvider.Instance, AnthropicProvider.Instance, GeminiProvider.Instance, VertexProvider.Instance];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(dialect => dialect.Name)];

    /// <summary>The one of a name.</summary>
    public static ProviderDialect Of(string name) => Find(name) ?? throw new ArgumentException($"There is no dialect '{name}'.", nameof(name));

    /// <summary>The one of a name; null when it is none of these.</summary>
    public static ProviderDialect? Find(string name) => s_all.FirstOrDefault(dialect => dialect.Name == name);
}
