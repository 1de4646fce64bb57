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
        string[] members = named ? ["name", "value", "description"] : ["value", "description"];
        var mistakes = new List<InputMistake>();
        foreach (var member in body.EnumerateObject().Where(member => !members.Contains(member.Name)))
        {
            mistakes.Add(new InputMistake(member.Name, "extra_forbidden", $"There is no such member to set. Known are: {string.Join(", ", members)}."));
        }

        var name = named ? Text(body, "name", mistakes) : null;
        if (name is not null && !NameText().IsMatch(name))
        {
            mistakes.Add(new InputMistake("name", "string_pattern_mismatch", "Use 1 to 100 of a-z, 0-9, - _ and ., beginning with a letter or digit."));
        }

        var value = Text(body, "value", mistakes);
        if (value is not null && (value.Length is 0 or > LongestValue || value.Trim().Length != value.Length))
        {
            mistakes.Add(new InputMistake("value", "value_error", $"Give 1 to {LongestValue} characters, without spaces or line ends around them."));
        }

        var description = body.TryGetProperty("description", out var said) && said.ValueKind != JsonValueKind.Null ? Text(body, "description", mistakes) : null;
        if (description?.Length > LongestDescription)
        {
            mistakes.Add(new InputMistake("description", "string_too_long", $"Give at most {LongestDescription} characters."));
        }

        return mistakes.Count == 0
            ? (new SecretBody(name, value!, description), null)
            : (null, new CallError(ErrorKind.InvalidInput, mistakes.Count == 1 ? $"'{mistakes[0].Path}': {mistakes[0].Message}" : $"{mistakes.Count} members are wrong.") { Mistakes = mistakes });
    }

    private static string? Text(JsonElement body, string name, List<InputMistake> mistakes)
    {
        if (body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        mistakes.Add(value.ValueKind == JsonValueKind.Undefined
            ? new InputMistake(name, "missing", $"Give the secret a {name}.")
            : new InputMistake(name, "string_type", "It must be a text."));
        return null;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameText();
}
