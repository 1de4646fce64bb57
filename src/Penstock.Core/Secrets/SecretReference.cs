namespace Penstock.Secrets;

/// <summary>Where a secret is: <c>secret:store/path</c> or <c>secret:store/path#field</c>. It is no secret itself.</summary>
/// <param name="Store">The store's name in the configuration.</param>
/// <param name="Path">The secret's name there; it may hold slashes and colons, as the names of AWS and Google do.</param>
/// <param name="Field">A member of the secret where that is a JSON object; null for the whole.</param>
public sealed record SecretReference(string Store, string Path, string? Field)
{
    /// <summary>What every reference begins with.</summary>
    public const string Prefix = "secret:";

    private const int Longest = 1024;

    /// <summary>Whether a text is meant as a reference.</summary>
    public static bool Looks(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads a reference; null when it is not complete.</summary>
    public static SecretReference? Parse(string text)
    {
        if (!Looks(text) || text.Length > Longest || text.Any(c => c is <= ' ' or > '~'))
        {
            return null;
        }

        var (rest, slash) = (text[Prefix.Length..], text.IndexOf('/', StringComparison.Ordinal) - Prefix.Length);
        if (slash <= 0)
        {
            return null;
        }

        var (store, path, field) = (rest[..slash], rest[(slash + 1)..], (string?)null);
        if (path.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at)
        {
            (path, field) = (path[..at], path[(at + 1)..]);
        }

        var sound = path.Length > 0 && field is not "" && path.Split('/').All(part => part is not ("" or "." or ".."));
        return sound ? new SecretReference(store, path, field) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{Store}/{Path}{(Field is null ? "" : "#" + Field)}";
}
