namespace Penstock.Resources.OpenAi;

/// <summary>The answer of <c>GET /v1/models</c>.</summary>
internal sealed record OpenAiModelList(string Object, IReadOnlyList<OpenAiModel> Data);
