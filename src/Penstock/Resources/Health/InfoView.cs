using System.ComponentModel;

namespace Penstock.Resources.Health;

/// <summary>What this server is.</summary>
internal sealed record InfoView(
    [property: Description("Its name, for programs.")] string Name,
    [property: Description("Its name, for people.")] string Title,
    [property: Description("What it is for.")] string Description,
    [property: Description("Its version.")] string Version,
    [property: Description("Where its documentation is.")] string DocumentationUrl,
    [property: Description("Where its OpenAPI document is.")] string OpenapiUrl,
    [property: Description("For how long it has run.")] double UptimeSeconds);
