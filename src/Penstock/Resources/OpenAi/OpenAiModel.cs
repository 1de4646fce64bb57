using System.ComponentModel;

namespace Penstock.Resources.OpenAi;

/// <summary>A model as OpenAI's <c>/v1/models</c> shows it.</summary>
internal sealed record OpenAiModel(
    [property: Description("Its id: what calls name it by.")] string Id,
    [property: Description("The word model.")] string Object,
    [property: Description("When this server first knew it, Unix seconds.")] long Created,
    [property: Description("Who answers for it, or its provider.")] string OwnedBy);
