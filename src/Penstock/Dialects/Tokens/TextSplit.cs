using System.Globalization;
using System.Text;

namespace Penstock.Dialects.Tokens;

/// <summary>
/// Cuts a text into the pieces that are encoded one by one: the regular expressions of OpenAI's encodings, by hand, since .NET's know only UTF-16
/// units and not characters beyond them. The results are those of npm <c>gpt-tokenizer</c>.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="newer">Whether it is o200k's expression, else cl100k's.</param>
internal ref struct TextSplit(ReadOnlySpan<char> text, bool newer)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    [Flags]
    private enum Kind
    {
        Other = 0,
        Upper = 1,
        Lower = 2,
        Letter = 4,
        Number = 8,
        Space = 16,
        LineEnd = 32,
    }

    /// <summary>The next piece; empty at the end.</summary>
    public ReadOnlySpan<char> Next()
    {
        var start = _at;
        if (_at < _text.Length)
        {
            _at = newer ? EndNewer(start) : EndOlder(start);
        }

        return _text[start.._at];
    }

    private readonly int EndNewer(int start)
    {
        var (kind, next) = Look(start);

        // [^\r\n\p{L}\p{N}]? before a word: with it first, then without.
        var prefixed = (kind & (Kind.LineEnd | Kind.Letter | Kind.Number)) == 0;
        var end = prefixed ? Word(next) : -1;
        end = end < 0 ? Word(start) : end;
        end = end < 0 && prefixed ? Capitals(next) : end;
        end = end < 0 ? Capitals(start) : end;
        return end >= 0 ? Contraction(end) : Rest(start, kind, next);
    }

    private readonly int EndOlder(int start)
    {
        var contraction = Contraction(start);
        if (contraction > start)
        {
            return contraction;
        }

        var (kind, next) = Look(start);
        if ((kind & (Kind.LineEnd | Kind.Letter | Kind.Number)) == 0)
        {
            var end = Run(next, Kind.Letter);
            if (end > next)
            {
                return end;
            }
        }

        return (kind & Kind.Letter) != 0 ? Run(start, Kind.Letter) : Rest(start, kind, next);
    }

    // [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+, which gives back what it took too much of.
    private readonly int Word(int at)
    {
        var last = -1;
        var i = at;
        while (Look(i) is var (kind, next) && (kind & Kind.Upper) != 0)
        {
            last = (kind & Kind.Lower) != 0 ? next : last;
            i = next;
        }

        var end = Run(i, Kind.Lower);
        return end > i ? end : last;
    }

    // [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*
    private readonly int Capitals(int at)
    {
        var end = Run(at, Kind.Upper);
        return end > at ? Run(end, Kind.Lower) : -1;
    }

    // Numbers, signs and spaces, which both expressions have nearly alike.
    private readonly int Rest(int start, Kind kind, int next)
    {
        if ((kind & Kind.Number) != 0)
        {
            var end = next;
            for (var i = 1; i < 3 && Look(end) is var (more, behind) && (more & Kind.Number) != 0; i++)
            {
                end = behind;
            }

            return end;
        }

        var signs = _text[start] == ' ' ? next : start;
        var last = Signs(signs);
        if (last > signs)
        {
            while (last < _text.Length && (_text[last] is '\r' or '\n' || (newer && _text[last] == '/')))
            {
                last++;
            }

            return last;
        }

        return Spaces(start, next);
    }

    private readonly int Spaces(int start, int next)
    {
        var end = Run(start, Kind.Space);
        if (!newer && end == _text.Length)
        {
            return end;
        }

        var feed = _text[start..end].LastIndexOfAny('\r', '\n');
        if (feed >= 0)
        {
            return start + feed + 1;
        }

        // \s+(?!\S): the last one belongs to what follows. All of them are single units.
        return end == _text.Length ? end : end - start > 1 ? end - 1 : next;
    }

    private readonly int Signs(int at)
    {
        while (at < _text.Length && Look(at) is var (kind, next) && (kind & (Kind.Space | Kind.Letter | Kind.Number)) == 0)
        {
            at = next;
        }

        return at;
    }

    private readonly int Contraction(int at)
    {
        if (at + 1 >= _text.Length || _text[at] != '\'')
        {
            return at;
        }

        var one = char.ToLowerInvariant(_text[at + 1]);
        if (char.IsAscii(_text[at + 1]) && one is 's' or 'd' or 'm' or 't')
        {
            return at + 2;
        }

        return at + 2 < _text.Length && (one, char.ToLowerInvariant(_text[at + 2])) is ('l', 'l') or ('v', 'e') or ('r', 'e') && char.IsAscii(_text[at + 1]) && char.IsAscii(_text[at + 2]) ? at + 3 : at;
    }

    private readonly int Run(int at, Kind wanted)
    {
        while (at < _text.Length && Look(at) is var (kind, next) && (kind & wanted) != 0)
        {
            at = next;
        }

        return at;
    }

    private readonly (Kind Kind, int Next) Look(int at)
    {
        if (at >= _text.Length)
        {
            return (Kind.Other, at);
        }

        Rune.DecodeFromUtf16(_text[at..], out var rune, out var units);
        return (Of(rune), at + units);
    }

    private static Kind Of(Rune rune)
    {
        switch (rune.Value)
        {
            case '\r' or '\n':
                return Kind.Space | Kind.LineEnd;

            // What \s is in ECMAScript.
            case '\t' or '\v' or '\f' or ' ' or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000 or 0xFEFF:
                return Kind.Space;
            default:
                return Rune.GetUnicodeCategory(rune) switch
                {
                    UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Kind.Upper | Kind.Letter,
                    UnicodeCategory.LowercaseLetter => Kind.Lower | Kind.Letter,
                    UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Upper | Kind.Lower | Kind.Letter,
                    UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Kind.Upper | Kind.Lower,
                    UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
                    _ => Kind.Other,
                };
        }
    }
}
