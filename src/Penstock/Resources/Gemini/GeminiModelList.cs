using System.ComponentModel;

namespace Penstock.Resources.Gemini;

/// <summary>The answer of <c>GET /v1beta/models</c>.</summary>
internal sealed record GeminiModelList([property: Description("The models.")] IReadOnlyList<GeminiModel> Models);
