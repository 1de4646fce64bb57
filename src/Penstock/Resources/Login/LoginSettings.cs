namespace Penstock.Resources.Login;

/// <summary>What logins need to know of the server.</summary>
/// <param name="Origin">
/// Scheme, host and port that browsers see, as configured and never as a request says; null where none is configured, and nobody logs in.
/// </param>
internal sealed record LoginSettings(Func<string?> Origin)
{
    /// <summary>Whether browsers come over TLS.</summary>
    public bool IsSecure => Origin()?.StartsWith("https:", StringComparison.Ordinal) != false;
}
