using System.Globalization;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>Reads query parameters and collects every mistake: unknown names, names given twice, values out of range.</summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection _query;
    private readonly List<InputMistake> _mistakes = [];

    public QueryReader(IQueryCollection query, params IReadOnlyList<string> known)
    {
        _query = query;
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name) && name != "key")
            {
                Add(name, "extra_forbidden", $"There is no such parameter. Known are: {string.Join(", ", known)}.", null);
            }
            else if (values.Count > 1)
            {
                Add(name, "duplicate", "The parameter is given twice.", null);
            }
        }
    }

    /// <summary>All mistakes as one error; null when there are none.</summary>
    public CallError? Error => _mistakes.Count == 0
        ? null
        : new CallError(ErrorKind.InvalidRequest, _mistakes.Count == 1 ? $"The parameter '{_mistakes[0].Path}' is wrong: {_mistakes[0].Message}" : $"{_mistakes.Count} parameters are wrong.")
        {
            Mistakes = _mistakes,
        };

    /// <summary>A text; null when it is absent or empty.</summary>
    public string? Text(string name) => _query[name] is { Count: > 0 } values && !string.IsNullOrEmpty(values[0]) ? values[0] : null;

    /// <summary>One of some words; null when it is absent.</summary>
    public string? OneOf(string name, IReadOnlyList<string> words)
    {
        var text = Text(name);
        if (text is not null && !words.Contains(text))
        {
            Add(name, "enum", $"It must be one of: {string.Join(", ", words)}.", text);
        }

        return text;
    }

    /// <summary>Takes a mistake that only the caller could see.</summary>
    public void Refuse(string name, string code, string message) => Add(name, code, message, Text(name));

    /// <summary>A whole number; null when it is absent.</summary>
    public int? Integer(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Add(name, "int_parsing", $"It must be a whole number from {least} to {most}.", text);
        return null;
    }

    /// <summary>An instant (RFC 3339) or a day (<c>2026-11-21</c>, from midnight UTC); null when it is absent.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Instants.TryParse(text, out var instant))
        {
            return instant;
        }

        Add(name, "datetime_parsing", "It must be an instant such as 2026-11-21T15:00:00Z or a day such as 2026-11-21.", text);
        return null;
    }

    private void Add(string path, string code, string message, string? received) => _mistakes.Add(new InputMistake(path, code, message, received));
}
