using System.Text.Json;
using Penstock.Dialects.Usage;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>Reads what <c>POST /api/v1/cost-estimates</c> takes.</summary>
internal static class CostBody
{
    private const int LongestName = 200;
    private static readonly string[] Members = ["provider", "dialect", "model", "at", "response"];

    /// <summary>Reads a body; every mistake at once.</summary>
    public static (CostQuestion? Question, CallError? Error) Read(JsonElement body, DateTimeOffset now)
    {
        var mistakes = new List<InputMistake>();
        foreach (var member in body.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            mistakes.Add(new InputMistake(member.Name, "extra_forbidden", $"There is no such member. Known are: {string.Join(", ", Members)}."));
        }

        var provider = Text(body, "provider", mistakes);
        if (provider is null && !body.TryGetProperty("provider", out _))
        {
            mistakes.Add(new InputMistake("provider", "missing", "Name the provider that answered: one of the configuration, or of the shipped price lists, e.g. openai."));
        }

        var at = now;
        if (Text(body, "at", mistakes) is { } written && !Instants.TryParse(written, out at))
        {
            mistakes.Add(new InputMistake("at", "datetime_parsing", "It must be an instant of RFC 3339, or a day: 2026-11-22."));
        }

        if (!body.TryGetProperty("response", out var response) || response.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add(new InputMistake("response", response.ValueKind == JsonValueKind.Undefined ? "missing" : "dict_type", "It must be the provider's answer, a JSON object with its usage."));
        }

        var (dialect, model) = (Text(body, "dialect", mistakes), Text(body, "model", mistakes));
        return mistakes.Count > 0 ? (null, Refusal(mistakes)) : (new CostQuestion(provider!, dialect, model, at, response.Clone()), null);
    }

    /// <summary>The error of mistakes.</summary>
    public static CallError Refusal(IReadOnlyList<InputMistake> mistakes) =>
        new(ErrorKind.InvalidInput, mistakes.Count == 1 ? $"'{mistakes[0].Path}': {mistakes[0].Message.Trim()}" : $"{mistakes.Count} members are wrong.") { Mistakes = mistakes };

    private static string? Text(JsonElement body, string name, List<InputMistake> mistakes)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";
        if (text.Length is 0 or > LongestName)
        {
            mistakes.Add(new InputMistake(name, "string_type", $"It must be a text of 1 to {LongestName} characters."));
            return null;
        }

        return text;
    }
}
