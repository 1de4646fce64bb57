using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Resources.Management;

/// <summary>Reads the bodies that choose versions.</summary>
internal static class ReleaseBody
{
    /// <summary><c>{"version":"3"}</c></summary>
    public static (string? Version, CallError? Error) ReadVersion(JsonElement body)
    {
        var mistakes = Unknown(body, "version");
        var version = Version(body, mistakes);
        return mistakes.Count == 0 ? (version, null) : (null, Wrong(mistakes));
    }

    /// <summary><c>{"version":"3","weight":10}</c></summary>
    public static (CanaryRule? Canary, CallError? Error) ReadCanary(JsonElement body)
    {
        var mistakes = Unknown(body, "version", "weight");
        var version = Version(body, mistakes);
        var weight = 0;
        if (!body.TryGetProperty("weight", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out weight) || weight is < 0 or > 100)
        {
            mistakes.Add(new InputMistake("weight", "int_type", "It must be a whole number from 0 to 100: how many of a hundred calls."));
        }

        return mistakes.Count == 0 ? (new CanaryRule(version!, weight), null) : (null, Wrong(mistakes));
    }

    private static string? Version(JsonElement body, List<InputMistake> mistakes)
    {
        var version = body.TryGetProperty("version", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (string.IsNullOrEmpty(version))
        {
            mistakes.Add(new InputMistake("version", "string_type", "It must be the name of a version, a text such as \"3\"."));
        }

        return version;
    }

    private static List<InputMistake> Unknown(JsonElement body, params string[] known) =>
        [.. body.EnumerateObject().Where(member => !known.Contains(member.Name))
            .Select(member => new InputMistake(member.Name, "extra_forbidden", $"There is no such member. Known are: {string.Join(", ", known)}."))];

    private static CallError Wrong(List<InputMistake> mistakes) =>
        new(ErrorKind.InvalidInput, $"'{mistakes[0].Path}': {mistakes[0].Message}") { Mistakes = mistakes };
}
