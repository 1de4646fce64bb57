using System.ComponentModel;

namespace Penstock.Resources.Models;

/// <summary>The answer of <c>GET /models</c>.</summary>
internal sealed record ModelListView(
    [property: Description("The models.")] IReadOnlyList<ModelView> Data);
