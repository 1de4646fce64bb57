using System.Text;

namespace Penstock.Tests.Secrets;

/// <summary>Secrets that are planted, and the search for them in whatever was written: plain, in URLs, base64 and hexadecimal, and pieces of them.</summary>
internal sealed class Plants
{
    private const int Piece = 12;
    private readonly Dictionary<string, string> _pieces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = [];
    private readonly Random _random = new(20261122);

    /// <summary>A new secret with this beginning.</summary>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="prefix">How it begins.</param>
    /// <param name="special">Whether it holds characters that URLs and base64 treat in their own way.</param>
    public string New(string name, string prefix, bool special = false)
    {
        const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
        var secret = prefix + string.Concat(Enumerable.Range(0, 44).Select(i => special && i % 11 == 7 ? "+/="[_random.Next(3)] : Letters[_random.Next(Letters.Length)]));
        Add(name, secret);
        _values[name] = secret;
        return secret;
    }

    /// <summary>A secret that was made here, by what it is.</summary>
    public string Value(string name) => _values[name];

    /// <summary>A secret that was made elsewhere.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="shown">How many characters of its beginning are no secret.</param>
    public void Add(string name, string secret, int shown = 0)
    {
        var hidden = Encoding.UTF8.GetBytes(secret[shown..]);
        string[] forms =
        [
            secret[shown..], Uri.EscapeDataString(secret[shown..]), Convert.ToHexString(hidden), Convert.ToHexStringLower(hidden),
            .. Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String([.. new byte[shift], .. hidden])[(shift == 0 ? 0 : shift + 1)..((shift + hidden.Length) * 8 / 6)]),
        ];
        foreach (var piece in forms.SelectMany(form => Enumerable.Range(0, form.Length - Piece + 1).Select(at => form.Substring(at, Piece))))
        {
            _pieces.TryAdd(piece, name);
            _pieces.TryAdd(piece.Replace('+', '-').Replace('/', '_'), name);
        }
    }

    /// <summary>The secrets that a text holds a piece of, with the piece's surroundings.</summary>
    public IReadOnlyList<string> In(string text, params IReadOnlyCollection<string> but)
    {
        // Each place is looked up once, however many secrets there are.
        var (found, pieces) = (new Dictionary<string, int>(), _pieces.GetAlternateLookup<ReadOnlySpan<char>>());
        for (var at = 0; at + Piece <= text.Length; at++)
        {
            if (pieces.TryGetValue(text.AsSpan(at, Piece), out var name) && !but.Contains(name))
            {
                found.TryAdd(name, at);
            }
        }

        return [.. found.Select(one => $"{one.Key}: …{text[Math.Max(0, one.Value - 60)..Math.Min(text.Length, one.Value + 60)]}…")];
    }
}
