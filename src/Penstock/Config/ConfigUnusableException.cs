namespace Penstock.Config;

/// <summary>The configuration has mistakes. The message lists them all, each with its line and its fix; the server must not start.</summary>
internal sealed class ConfigUnusableException(string message) : InvalidOperationException(message);
