using System.Runtime.CompilerServices;
using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Shapes;

/// <summary>The values of a choice, parsed once.</summary>
internal sealed class ChoiceTable
{
    private static readonly ConditionalWeakTable<ChoiceShape, ChoiceTable> Tables = [];
    private readonly (JsonElement Value, JsonElement? Alias, string Json)[] _choices;

    private ChoiceTable(ChoiceShape shape)
    {
        _choices = [.. shape.Choices.Select(choice => (
            JsonElement.Parse(choice.Json), choice.Alias is null ? (JsonElement?)null : JsonElement.Parse(choice.Alias), choice.Json))];
        var words = _choices.Select(choice => choice.Value.ValueKind == JsonValueKind.String ? $"'{choice.Value.GetString()}'" : choice.Json).ToArray();
        Wrong = Fault.Choice(shape.Literal, words.Length < 2
            ? string.Concat(words)
            : string.Join(", ", words[..^1]) + " or " + words[^1]);
    }

    /// <summary>What is wrong with any other value.</summary>
    internal Fault Wrong { get; }

    internal static ChoiceTable For(ChoiceShape shape) => Tables.GetValue(shape, static key => new ChoiceTable(key));

    /// <summary>The choice the reader stands at, as JSON; null when it is none. Texts are compared to the letter.</summary>
    internal string? Find(ref Utf8JsonReader reader)
    {
        foreach (var (value, alias, json) in _choices)
        {
            if (Is(ref reader, value) || (alias is { } other && Is(ref reader, other)))
            {
                return json;
            }
        }

        return null;
    }

    private static bool Is(ref Utf8JsonReader reader, JsonElement value) => (reader.TokenType, value.ValueKind) switch
    {
        (JsonTokenType.String, JsonValueKind.String) => Text(ref reader) == value.GetString(),
        (JsonTokenType.Number, JsonValueKind.Number) => reader.TryGetDecimal(out var number)
            && value.TryGetDecimal(out var own) ? number == own : reader.GetDouble().Equals(value.GetDouble()),
        (JsonTokenType.True, JsonValueKind.True) or (JsonTokenType.False, JsonValueKind.False)
            or (JsonTokenType.Null, JsonValueKind.Null) => true,
        _ => false,
    };

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no choice has it.
            return null;
        }
    }
}
