namespace Penstock.Config;

/// <summary>Which browser origins may call; none by default.</summary>
internal sealed record CorsConfig(bool AnyOrigin, IReadOnlyList<string> Origins);
