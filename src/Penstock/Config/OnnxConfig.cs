namespace Penstock.Config;

/// <summary>Library is null for the one in the box.</summary>
internal sealed record OnnxConfig(string? Library);
