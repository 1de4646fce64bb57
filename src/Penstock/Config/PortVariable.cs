using System.Globalization;

namespace Penstock.Config;

/// <summary><c>$PORT</c>, which platforms set, replaces the port of every address.</summary>
internal static class PortVariable
{
    public const string Name = "PORT";

    public static IReadOnlyList<ListenAddress> Apply(IReadOnlyList<ListenAddress> addresses, ConfigDraft draft)
    {
        if (!draft.Environment.TryGetValue(Name, out var text) || text.Length == 0)
        {
            return addresses;
        }
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
        {
            draft.Add(SourcePosition.OfVariable(Name), "server.listen", "the value is not a port", "Set PORT to a number from 0 to 65535, or unset it.");
            return addresses;
        }
        return [.. addresses.Select(address => address with { Port = port }).Distinct()];
    }
}
