using System.ComponentModel;

namespace Penstock.Resources.OpenAi;

/// <summary>The answer of <c>GET /v1/models</c>.</summary>
internal sealed record OpenAiModelList(
    [property: Description("The word list.")] string Object,
    [property: Description("The models.")] IReadOnlyList<OpenAiModel> Data);
