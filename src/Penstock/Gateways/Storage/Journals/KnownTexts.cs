using System.Text;
using System.Text.Json;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>Texts that nearly every entry of the journal repeats, as names of models and budgets are: they are made once. A race at worst makes one again.</summary>
internal static class KnownTexts
{
    private const int Longest = 200;
    private static readonly string?[] _kept = new string?[4096];

    /// <summary>The text that a reader stands at; null where it is a null.</summary>
    public static string? Of(in Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String || json.ValueIsEscaped || json.ValueSpan.Length > Longest)
        {
            return json.GetString();
        }

        ref var kept = ref _kept[Crc32C.Of(json.ValueSpan) % (uint)_kept.Length];
        return kept is { } known && Ascii.Equals(json.ValueSpan, known) ? known : kept = json.GetString()!;
    }
}
