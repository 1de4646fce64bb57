using System.ComponentModel;

namespace Penstock.Resources.Anthropic;

/// <summary>The answer of <c>GET /v1/models</c> where <c>anthropic-version</c> was sent.</summary>
internal sealed record AnthropicModelList(
    [property: Description("The models of this page.")] IReadOnlyList<AnthropicModel> Data,
    [property: Description("Whether there are more, in the direction that was asked for.")] bool HasMore,
    [property: Description("The first id of this page; null where it is empty.")] string? FirstId,
    [property: Description("The last id of this page; null where it is empty.")] string? LastId);
