namespace Penstock.Server.Calling;

/// <summary>A server and how to be let in.</summary>
/// <param name="Base">Without a slash at its end.</param>
/// <param name="Key">Null when none was given.</param>
/// <param name="Headers">Further headers of every request.</param>
internal sealed record ServerAddress(string Base, string? Key, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>Whether it is on this machine: then no proxy of the environment is asked.</summary>
    public bool IsLocal => new Uri(Base).IsLoopback;

    /// <summary>The address of a path.</summary>
    public Uri At(string path) => new(Base + path);

    /// <summary>Whether a header is given.</summary>
    public bool Has(string header) => Headers.Any(given => given.Key.Equals(header, StringComparison.OrdinalIgnoreCase));
}
