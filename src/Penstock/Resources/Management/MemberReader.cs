using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>Reads the members of a body and collects every mistake, as <see cref="QueryReader"/> does with parameters.</summary>
/// <param name="body">The JSON object.</param>
internal sealed class MemberReader(JsonElement body)
{
    private const int LongestShown = 100;
    private readonly List<InputMistake> _mistakes = [];

    /// <summary>How many mistakes there are.</summary>
    public int Count => _mistakes.Count;

    /// <summary>All mistakes as one error that says how many they are, or which one; null when there are none.</summary>
    public CallError? Error => ErrorOf("members");

    /// <summary>All mistakes as one error that says the first; null when there are none.</summary>
    public CallError? FirstError => _mistakes.Count == 0 ? null : new CallError(ErrorKind.InvalidInput, Said(_mistakes[0])) { Mistakes = _mistakes };

    /// <summary>The error of mistakes that were found elsewhere.</summary>
    public static CallError Counted(IReadOnlyList<InputMistake> mistakes, string what = "members") =>
        new(ErrorKind.InvalidInput, mistakes.Count == 1 ? Said(mistakes[0]) : $"{mistakes.Count} {what} are wrong.") { Mistakes = mistakes };

    /// <summary>All mistakes as one error that counts them under a word of the caller's, as some are of what stands in a member; null when there are none.</summary>
    public CallError? ErrorOf(string what) => _mistakes.Count == 0 ? null : Counted(_mistakes, what);

    /// <summary>Refuses members that are not known.</summary>
    /// <param name="known">The names of those that are.</param>
    /// <param name="said">What is said before those names.</param>
    /// <param name="shown">Whether what was received is repeated.</param>
    public void Only(IReadOnlyList<string> known, string said = "There is no such member. Known are:", bool shown = false)
    {
        foreach (var member in body.EnumerateObject().Where(member => !known.Contains(member.Name)))
        {
            Refuse(member.Name, "extra_forbidden", $"{said} {string.Join(", ", known)}.", shown ? Shown(member.Value) : null);
        }
    }

    /// <summary>Whether the body has a member, be it null.</summary>
    public bool Has(string name, out JsonElement value) => body.TryGetProperty(name, out value);

    /// <summary>Whether the body has a member that is not null.</summary>
    public bool Gives(string name, out JsonElement value) => body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A text without the spaces around it; null when it is absent, null, or wrong.</summary>
    public string? Text(string name, int longest)
    {
        if (!Gives(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";
        if (text.Length > 0 && text.Length <= longest)
        {
            return text;
        }

        Refuse(name, "string_type", TextOf(longest));
        return null;
    }

    /// <summary>A text that must be there; null when it is wrong.</summary>
    public string? RequiredText(string name, int longest)
    {
        if (!Gives(name, out var value))
        {
            Refuse(name, value.ValueKind == JsonValueKind.Undefined ? "missing" : "string_type", TextOf(longest));
        }

        return Text(name, longest);
    }

    /// <summary>Takes a mistake that only the caller could see.</summary>
    public void Refuse(string path, string code, string message, string? received = null) => _mistakes.Add(new InputMistake(path, code, message, received));

    /// <summary>Takes a mistake, with the start of what was received.</summary>
    public void Refuse(string path, string code, string message, JsonElement received) => Refuse(path, code, message, Shown(received));

    private static string TextOf(int longest) => $"It must be a text of 1 to {longest} characters.";

    private static string Said(InputMistake mistake) => $"'{mistake.Path}': {mistake.Message.Trim()}";

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= LongestShown ? text : text[..LongestShown] + "…";
    }
}
