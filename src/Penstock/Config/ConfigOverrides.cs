using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Gateways.Secrets.Database;

namespace Penstock.Config;

/// <summary>Environment variables that override scalars outside the named maps: <c>PENSTOCK_SERVER_LISTEN</c> for <c>server.listen</c>.</summary>
internal static partial class ConfigOverrides
{
    public const string AdminKey = "PENSTOCK_ADMIN_KEY";
    public const string ConfigFile = "PENSTOCK_CONFIG";
    public const string DataDirectory = "PENSTOCK_DATA";

    /// <summary>The key and the address that the commands use which call a server.</summary>
    public const string Key = "PENSTOCK_KEY";
    public const string Url = "PENSTOCK_URL";

    private const string Prefix = "PENSTOCK_";

    public static string VariableOf(string path) => Prefix + path.Replace('.', '_').ToUpperInvariant();

    /// <summary>Every variable that overrides a key, with the key's path.</summary>
    public static IEnumerable<(string Variable, string Path)> All(ValueKind root, string path = "")
    {
        foreach (var key in root.KeysAreFixed ? root.Keys : [])
        {
            var inner = ConfigPlace.Join(path, key.Name);
            if (key.Of.TakesScalar)
            {
                yield return (VariableOf(inner), inner);
            }
            foreach (var below in All(key.Of, inner))
            {
                yield return below;
            }
        }
    }

    /// <summary>A variable that was meant to override something but cannot must not be passed over in silence.</summary>
    public static void CheckUnknown(ValueKind root, ConfigDraft draft)
    {
        string[] known = [.. All(root).Select(known => known.Variable), AdminKey, ConfigFile, DataDirectory, Key, Url, MasterKeys.Variable, MasterKeys.OldVariable];
        foreach (var (variable, value) in draft.Environment.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (known.Contains(variable) || IsServiceLink(variable, value))
            {
                continue;
            }
            var fix = variable.StartsWith(Prefix + "PROVIDERS", StringComparison.Ordinal) || variable.StartsWith(Prefix + "MODELS", StringComparison.Ordinal)
                ? "Providers and models are set in the file; use ${NAME} there."
                : variable.EndsWith("_PORT", StringComparison.Ordinal) ? "Set PORT, or PENSTOCK_SERVER_LISTEN to host:port."
                : NearMiss.Hint(variable, known) + "Unset it, or use a variable that docs/configuration.md lists.";
            draft.Add(SourcePosition.OfVariable(variable), "", "no key is overridden by this variable", fix);
        }
    }

    /// <summary>Kubernetes sets such variables in every pod beside a service whose name begins with "penstock".</summary>
    private static bool IsServiceLink(string variable, string value) =>
        ServiceLink().IsMatch(variable) || (variable.EndsWith("_PORT", StringComparison.Ordinal) && LinkValue().IsMatch(value));

    [GeneratedRegex("^PENSTOCK_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_[A-Z]+)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceLink();

    [GeneratedRegex("^(tcp|udp|sctp)://", RegexOptions.CultureInvariant)]
    private static partial Regex LinkValue();
}
