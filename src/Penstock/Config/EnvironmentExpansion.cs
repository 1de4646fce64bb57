using System.Text;
using System.Text.RegularExpressions;

namespace Penstock.Config;

/// <summary>
/// Expands <c>${NAME}</c> and <c>${NAME:-default}</c> (unset or empty gives the default) in a parsed scalar; <c>$${</c> is a literal
/// <c>${</c>. It never sees raw YAML, so a value with quotes or newlines cannot break the document, and it does not expand twice.
/// </summary>
internal static partial class EnvironmentExpansion
{
    /// <returns>The expanded text, or what is wrong with how to put it right.</returns>
    public static (string? Text, string? What, string? Fix) Expand(string raw, IReadOnlyDictionary<string, string> environment)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length;)
        {
            if (string.CompareOrdinal(raw, i, "$${", 0, 3) == 0)
            {
                text.Append("${");
                i += 3;
                continue;
            }
            if (string.CompareOrdinal(raw, i, "${", 0, 2) != 0)
            {
                text.Append(raw[i++]);
                continue;
            }
            var reference = Reference().Match(raw, i);
            if (!reference.Success)
            {
                return (null, "a ${…} is not complete or does not name a variable", "Write ${NAME} or ${NAME:-default}; a literal ${ is written $${.");
            }
            var name = reference.Groups["name"].Value;
            var fallback = reference.Groups["default"];
            if (environment.TryGetValue(name, out var value) && (value.Length > 0 || !fallback.Success))
            {
                text.Append(value);
            }
            else if (fallback.Success)
            {
                text.Append(fallback.ValueSpan);
            }
            else
            {
                return (null, $"the environment variable {name} is not set", $"Set {name}, or give a default: ${{{name}:-…}}.");
            }
            i += reference.Length;
        }
        return (text.ToString(), null, null);
    }

    [GeneratedRegex(@"\G\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
