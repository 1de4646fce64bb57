namespace Penstock.Resources.Models;

/// <summary>The answer of <c>GET /models</c>.</summary>
internal sealed record ModelListView(IReadOnlyList<ModelView> Data);
