using System.Text.RegularExpressions;
using Penstock.Config.Kinds;

namespace Penstock.Config.Governance;

/// <summary>The maps of governed things: ids, and what each says.</summary>
internal static partial class GovernedNames
{
    /// <summary>A map by id.</summary>
    public static MapKind<Declared<T>> Map<T>(string placeholder, ValueKind<T> kind) =>
        new(placeholder, Id(), "Use 1 to 100 letters, digits and . _ @ + -, beginning with a letter or digit.", new DeclaredKind<T>(kind));

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
