using System.ComponentModel;

namespace Penstock.Resources.Gemini;

/// <summary>A model as Gemini's <c>models.list</c> shows it.</summary>
internal sealed record GeminiModel(
    [property: Description("`models/` and its id: what calls name it by.")] string Name,
    [property: Description("Its id, or what it is called.")] string DisplayName,
    [property: Description("What it is for.")] string Description,
    [property: Description("The version that answers.")] string Version,
    [property: Description("The operations it has.")] IReadOnlyList<string> SupportedGenerationMethods);
