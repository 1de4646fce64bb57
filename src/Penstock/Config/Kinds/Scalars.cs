using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Domain.Models;

namespace Penstock.Config.Kinds;

/// <summary>The kinds of single values.</summary>
internal static partial class Scalars
{
    public static ScalarKind<string> Text { get; } = Named("text");

    public static ScalarKind<bool> Boolean { get; } = new(
        "boolean",
        () => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "boolean" }, Matching("^(on|off|yes|no|true|false)$"), Reference()) },
        (text, _, _) => text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" => true,
            "false" or "no" or "off" => false,
            _ => Parsed<bool>.Wrong("is neither true nor false", "Write true or false (on, off, yes and no will do)."),
        })
    { IsBare = true };

    public static ScalarKind<Secret> Secret { get; } = new(
        "secret",
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1 },
        (text, draft, _) => SecretReferences.Read(text, draft.FromApi))
    { IsSecret = true };

    /// <summary>A path, made absolute: what the file says is relative to the file.</summary>
    public static ScalarKind<string> Path { get; } = new(
        "path",
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1 },
        (text, draft, at) => text.Length == 0 || text.Contains('\0')
            ? Parsed<string>.Wrong("is not a path", "Write a path, relative to this file or absolute.")
            : draft.FromApi ? Parsed<string>.Wrong("is a file of this machine, which only the configuration file may name", "Remove it, or declare this in the configuration file.")
            : draft.Resolve(text, at));

    public static ScalarKind<TimeSpan> Duration(TimeSpan min, TimeSpan max) => new(
        "duration",
        () => new JsonObject { ["type"] = "string", ["pattern"] = @"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d)|.*\$\{.*)$" },
        (text, _, _) => ParseDuration(text) is not { } value ? Parsed<TimeSpan>.Wrong("is not a duration", "Write it like 250ms, 5s, 2m, 1h or 30d.")
            : value < min ? Parsed<TimeSpan>.Wrong($"is less than {Show(min)}", $"Write {Show(min)} or more.")
            : value > max ? Parsed<TimeSpan>.Wrong($"is more than {Show(max)}", $"Write {Show(max)} or less.")
            : value);

    public static ScalarKind<long> Size(long min, long max) => new(
        "size",
        () => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max }, Matching(@"^[0-9]+ ?([kKMG]i?B|B)?$"), Reference()) },
        (text, _, _) => ParseSize(text) is not { } value ? Parsed<long>.Wrong("is not a size", "Write a number of bytes, or 32MiB or 10MB.")
            : value < min || value > max ? Parsed<long>.Wrong("is out of range", $"Write {min} to {max} bytes.")
            : value)
    { IsBare = true };

    public static ScalarKind<int> Integer(int min, int max) => new(
        "integer",
        () => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max }, Reference()) },
        (text, _, _) => !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? Parsed<int>.Wrong("is not a whole number", $"Write a number from {min} to {max}.")
            : value < min || value > max ? Parsed<int>.Wrong("is out of range", $"Write a number from {min} to {max}.")
            : value)
    { IsBare = true };

    public static ScalarKind<double> Number { get; } = new(
        "number",
        () => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number" }, Reference()) },
        (text, _, _) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : Parsed<double>.Wrong("is not a number", "Write a number, e.g. 0.5."))
    { IsBare = true };

    /// <summary>A day, which begins at midnight UTC, or an instant with its offset.</summary>
    public static ScalarKind<DateTimeOffset> Instant { get; } = new(
        "date or instant",
        () => new JsonObject { ["type"] = "string" },
        (text, _, _) => DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : Parsed<DateTimeOffset>.Wrong("is no date", "Write it like 2026-12-01, or 2026-12-01T08:00:00Z."));

    /// <summary>A value as JSON text: a number or truth value as it is written, anything else as a text.</summary>
    public static ScalarKind<string> Json { get; } = new(
        "number, truth value or text",
        () => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        (text, _, _) => text is "true" or "false" || JsonNumber().IsMatch(text) ? text : JsonValue.Create(text).ToJsonString());

    /// <summary>A regular expression.</summary>
    public static ScalarKind<TextPattern> Pattern { get; } = new(
        "regular expression",
        () => new JsonObject { ["type"] = "string", ["format"] = "regex" },
        (text, _, _) =>
        {
            try
            {
                return new TextPattern(text);
            }
            catch (ArgumentException wrong)
            {
                return Parsed<TextPattern>.Wrong("is no regular expression", wrong.Message);
            }
        });

    /// <summary>One of a few whole numbers.</summary>
    public static ScalarKind<int> OneOf(string label, params int[] numbers) => new(
        label,
        () => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray([.. numbers.Select(number => (JsonNode)number)]) }, Reference()) },
        (text, _, _) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && numbers.Contains(value)
            ? value
            : Parsed<int>.Wrong("is not known here", $"Write one of: {string.Join(", ", numbers)}."))
    { IsBare = true };

    /// <summary>One of the words; <paramref name="later"/> are known words that a later version will take.</summary>
    public static ScalarKind<T> Choice<T>(string label, IReadOnlyDictionary<string, T> words, params IReadOnlyList<string> later) => new(
        label,
        () => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray([.. words.Keys.Select(word => (JsonNode)JsonValue.Create(word))]) }, Reference()) },
        (text, _, _) => words.TryGetValue(text, out var value) ? value
            : later.Contains(text) ? Parsed<T>.Wrong("comes in a later version", $"Now there is: {string.Join(", ", words.Keys)}.")
            : Parsed<T>.Wrong("is not known here", NearMiss.Hint(text, words.Keys) + $"Write one of: {string.Join(", ", words.Keys)}."));

    /// <summary>Text that is not empty.</summary>
    public static ScalarKind<string> Named(string label, Regex? pattern = null, string? fix = null) => new(
        label,
        () => pattern is null ? new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") } : new JsonObject { ["type"] = "string" },
        (text, _, _) => text.Length == 0 ? Parsed<string>.Wrong("is empty", "Write a text, or remove the key.")
            : pattern?.IsMatch(text) == false ? Parsed<string>.Wrong($"is not a {label}", fix ?? "Write another one.")
            : text);

    /// <summary>The words of a choice. Here and not beside the keys, whose static fields need each other in order.</summary>
    public static FrozenDictionary<string, T> Words<T>(params IEnumerable<(string Word, T Value)> words) =>
        words.ToFrozenDictionary(word => word.Word, word => word.Value, StringComparer.Ordinal);

    private static JsonObject Reference() => Matching(@"\$\{");

    private static JsonObject Matching(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static TimeSpan? ParseDuration(string text)
    {
        var match = DurationText().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1e10)
        {
            return null;
        }
        return match.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(Math.Min(number, 1e8)),
            _ => TimeSpan.FromDays(Math.Min(number, 1e6)),
        };
    }

    private static long? ParseSize(string text)
    {
        var match = SizeText().Match(text);
        if (!match.Success || !long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }
        var unit = match.Groups[2].Value switch
        {
            "kB" or "KB" => 1_000L,
            "MB" => 1_000_000L,
            "GB" => 1_000_000_000L,
            "KiB" or "kiB" => 1L << 10,
            "MiB" => 1L << 20,
            "GiB" => 1L << 30,
            _ => 1L,
        };
        return number > long.MaxValue / unit ? null : number * unit;
    }

    private static string Show(TimeSpan time) =>
        time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:0}ms" : time.TotalHours >= 1 ? $"{time.TotalHours:0}h" : $"{time.TotalSeconds:0}s";

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?) ?(ms|s|m|h|d)$", RegexOptions.CultureInvariant)]
    private static partial Regex DurationText();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"^([0-9]+) ?([kKMG]i?B|B)?$", RegexOptions.CultureInvariant)]
    private static partial Regex SizeText();
}
