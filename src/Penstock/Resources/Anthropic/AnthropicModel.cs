using System.ComponentModel;

namespace Penstock.Resources.Anthropic;

/// <summary>A model as Anthropic's <c>/v1/models</c> shows it.</summary>
internal sealed record AnthropicModel(
    [property: Description("The word model.")] string Type,
    [property: Description("Its id: what calls name it by.")] string Id,
    [property: Description("Its name for people.")] string DisplayName,
    [property: Description("When this server first knew it.")] DateTimeOffset CreatedAt);
