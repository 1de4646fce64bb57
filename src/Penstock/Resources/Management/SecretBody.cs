using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>A secret as it is sent. Nothing of it is ever repeated in a mistake.</summary>
internal sealed partial record SecretBody(string? Name, string Value, string? Description)
{
    private const int LongestValue = 64 * 1024;
    private const int LongestDescription = 500;

    /// <summary>Reads a body; every mistake at once.</summary>
    /// <param name="body">The JSON object.</param>
    /// <param name="named">Whether the body gives the name.</param>
    public static (SecretBody? Body, CallError? Error) Read(JsonElement body, bool named)
    {
        string[] known = named ? ["name", "value", "description"] : ["value", "description"];
        var members = new MemberReader(body);
        members.Only(known, "There is no such member to set. Known are:");
        var name = named ? Text(members, "name") : null;
        if (name is not null && !NameText().IsMatch(name))
        {
            members.Refuse("name", "string_pattern_mismatch", "Use 1 to 100 of a-z, 0-9, - _ and ., beginning with a letter or digit.");
        }

        var value = Text(members, "value");
        if (value is not null && (value.Length is 0 or > LongestValue || value.Trim().Length != value.Length))
        {
            members.Refuse("value", "value_error", $"Give 1 to {LongestValue} characters, without spaces or line ends around them.");
        }

        var description = members.Gives("description", out _) ? Text(members, "description") : null;
        if (description?.Length > LongestDescription)
        {
            members.Refuse("description", "string_too_long", $"Give at most {LongestDescription} characters.");
        }

        return members.Error is { } error ? (null, error) : (new SecretBody(name, value!, description), null);
    }

    private static string? Text(MemberReader members, string name)
    {
        if (members.Has(name, out var value) && value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        if (value.ValueKind == JsonValueKind.Undefined)
        {
            members.Refuse(name, "missing", $"Give the secret a {name}.");
        }
        else
        {
            members.Refuse(name, "string_type", "It must be a text.");
        }

        return null;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameText();
}
