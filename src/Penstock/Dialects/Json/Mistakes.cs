using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Json;

/// <summary>Collects what is wrong with a body while it is read, so that all of it is told at once.</summary>
/// <param name="dialect">The wire format that is read: what it has no canonical form for is kept under this name.</param>
internal sealed class Mistakes(string dialect)
{
    private const int Most = 20;
    private readonly List<InputMistake> _found = [];
    private string? _first;

    /// <summary>The wire format that is read.</summary>
    public string Dialect => dialect;

    /// <summary>Whether nothing is wrong.</summary>
    public bool None => _found.Count == 0;

    /// <summary>Adds a mistake.</summary>
    /// <param name="path">Where, as OpenAI writes it: <c>messages[0].role</c>.</param>
    /// <param name="code">What, for machines (pydantic's word).</param>
    /// <param name="must">What must be: <c>must be a string</c>.</param>
    /// <param name="received">What is; default when there is nothing.</param>
    public void Add(string path, string code, string must, JsonElement received = default)
    {
        if (_found.Count == Most)
        {
            return;
        }

        _first ??= path;
        var but = received.ValueKind == JsonValueKind.Undefined ? "" : $", not {Describe(received.ValueKind)}";
        var json = received.ValueKind == JsonValueKind.Undefined ? null : received.GetRawText();
        _found.Add(new InputMistake(
            path.Replace("[", ".").Replace("]", ""), code, $"'{path}' {must}{but}.", json is { Length: > 80 } ? json[..77] + "..." : json));
    }

    /// <summary>The error that names them all; null when there is none.</summary>
    public CallError? ToError() => _found.Count == 0
        ? null
        : new CallError(ErrorKind.InvalidRequest, string.Join(' ', _found.Select(mistake => mistake.Message))) { Param = _first, Mistakes = _found };

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "this number",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "a boolean",
    };
}
