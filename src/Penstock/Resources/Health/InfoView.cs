namespace Penstock.Resources.Health;

/// <summary>What this server is.</summary>
internal sealed record InfoView(string Name, string Title, string Description, string Version, string DocumentationUrl, string OpenapiUrl, double UptimeSeconds);
