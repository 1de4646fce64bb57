using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Penstock.Domain.Access;

/// <summary>The names of permissions as the API writes them: what, a colon, and the verb; <c>own_keys:write</c>.</summary>
public static partial class PermissionNames
{
    private static readonly string[] _names = [.. Enum.GetNames<Permission>().Select(Name)];

    private static readonly FrozenDictionary<string, Permission> _byName =
        Enum.GetValues<Permission>().ToFrozenDictionary(permission => _names[(int)permission], StringComparer.Ordinal);

    /// <summary>All names, in the order of <see cref="Permission"/>.</summary>
    public static IReadOnlyList<string> All => _names;

    /// <summary>The name of a permission.</summary>
    public static string Name(this Permission permission) => _names[(int)permission];

    /// <summary>The permission of a name; null when there is none.</summary>
    public static Permission? Find(string name) => _byName.TryGetValue(name, out var permission) ? permission : null;

    private static string Name(string member)
    {
        var words = Words().Matches(member).Select(word => word.Value.ToLowerInvariant()).ToArray();
        return $"{string.Join('_', words[..^1])}:{words[^1]}";
    }

    [GeneratedRegex("[A-Z][a-z]*")]
    private static partial Regex Words();
}
