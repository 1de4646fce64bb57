using System.Globalization;

namespace Penstock.Upstream;

/// <summary>
/// A fault as written in <c>x-upstream-fault</c> or in the base path: <c>name[:number][,option[=value]]…</c>,
/// for instance <c>status:429,retry-after=2,times=1</c>.
/// </summary>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Times">It goes wrong for the first so many requests with the same text, exchange and path; null is always.</param>
/// <param name="Text">As it was written.</param>
internal sealed record FaultSpec(Fault Fault, int? Times, string Text)
{
    /// <exception cref="FormatException">The text names no fault, or an option that it does not have.</exception>
    public static FaultSpec Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var head = parts.Length == 0 ? [""] : parts[0].Split(':', 2);
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.Skip(1))
        {
            var pair = part.Split('=', 2);
            options[pair[0]] = pair.Length == 2 ? pair[1] : "";
        }

        int? number = head.Length == 2 ? Number(head[1], text) : null;
        int Needed() => number ?? throw Wrong(text, $"'{head[0]}' needs a number, as in '{head[0]}:3'");
        int? times = options.Remove("times", out var value) ? Number(value, text) : null;

        Fault fault = head[0] switch
        {
            "status" => new Fault.Status(Needed(), Take("retry-after"), Take("code")),
            "reset-before-headers" => new Fault.ResetBeforeHeaders(),
            "reset-after-headers" => new Fault.ResetAfterHeaders(),
            "cut" => new Fault.Cut(number, Take("fin") is not null),
            "clean-cut" => new Fault.CleanCut(Needed()),
            "stall" => new Fault.Stall(number ?? 0),
            "slow-first-byte" => new Fault.SlowFirstByte(TimeSpan.FromMilliseconds(Needed())),
            "malformed-chunk" => new Fault.MalformedChunk(number ?? 1),
            "oversized-chunk" => new Fault.OversizedChunk(Needed()),
            "wrong-content-type" => new Fault.WrongContentType(),
            "error-event" => new Fault.ErrorEvent(number ?? 1, Take("openrouter") is not null),
            _ => throw Wrong(text, $"there is no fault '{head[0]}'"),
        };

        // A test whose option is misspelt would pass for the wrong reason.
        return options.Count == 0
            ? new FaultSpec(fault, times, text)
            : throw Wrong(text, $"'{head[0]}' has no option '{options.Keys.First()}'");

        string? Take(string option) => options.Remove(option, out var taken) ? taken : null;
    }

    private static int Number(string digits, string text) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(text, $"'{digits}' is not a number");

    private static FormatException Wrong(string text, string why) => new($"The stand-in's fault '{text}' is not understood: {why}.");
}
