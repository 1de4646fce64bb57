using System.Text;
using System.Text.Json;

namespace Penstock.Dialects.Governed;

/// <summary>A body with places replaced: slices of the client's bytes and what is put between them, never joined.</summary>
/// <param name="body">The client's body.</param>
internal struct BodyEdits(ReadOnlyMemory<byte> body)
{
    private static readonly ReadOnlyMemory<byte> s_model = "\"model\":"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_comma = ","u8.ToArray();
    private readonly List<(Range At, ReadOnlyMemory<byte>[] With, bool Member)> _edits = new(3);

    /// <summary>Replaces a place; an empty one inserts. One inside another goes with it.</summary>
    public readonly void Replace(Range at, params ReadOnlyMemory<byte>[] with) => _edits.Add((at, with, false));

    /// <summary>Puts a member first into an object; the commas come by themselves.</summary>
    /// <param name="place">Just behind the object's brace.</param>
    /// <param name="member">Its name and value.</param>
    public readonly void Put(int place, params ReadOnlyMemory<byte>[] member) => _edits.Add((place..place, member, true));

    /// <summary>Replaces the model's name, or puts it first where the address named the model and not the body.</summary>
    /// <param name="governed">What was found in the body.</param>
    /// <param name="name">The model's name at the provider.</param>
    public readonly void PutModel(in GovernedBody governed, string name)
    {
        if (!governed.ModelValue.Equals(default))
        {
            Replace(governed.ModelValue, Quote(name));
            return;
        }

        Put(governed.Brace + 1, s_model, Quote(name));
    }

    /// <summary>The pieces to send, in order.</summary>
    public readonly List<ReadOnlyMemory<byte>> Pieces()
    {
        _edits.Sort(static (a, b) => (a.At.Start.Value, a.At.End.Value).CompareTo((b.At.Start.Value, b.At.End.Value)));
        var pieces = new List<ReadOnlyMemory<byte>>(5);
        var (at, comma) = (0, false);
        foreach (var (range, with, member) in _edits)
        {
            if (range.Start.Value < at)
            {
                continue;
            }

            Add(pieces, body[at..range.Start.Value], ref comma);
            foreach (var piece in with)
            {
                Add(pieces, piece, ref comma);
            }

            comma |= member;
            at = range.End.Value;
        }

        Add(pieces, body[at..], ref comma);
        return pieces;
    }

    // A member that was put in has a comma behind it, unless it is the last: that shows in what comes next.
    private static void Add(List<ReadOnlyMemory<byte>> pieces, ReadOnlyMemory<byte> piece, ref bool comma)
    {
        if (comma && piece.Span.TrimStart(" \t\r\n"u8) is [var first, ..])
        {
            comma = false;
            if (first != '}')
            {
                pieces.Add(s_comma);
            }
        }

        pieces.Add(piece);
    }

    /// <summary>A model's name as a JSON text. Names hold no character that needs escaping; provider names might.</summary>
    public static byte[] Quote(string name)
    {
        if (name.AsSpan().ContainsAnyExceptInRange(' ', '~') || name.AsSpan().ContainsAny('"', '\\'))
        {
            return Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name)}\"");
        }

        var quoted = new byte[name.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        Encoding.ASCII.GetBytes(name, quoted.AsSpan(1));
        return quoted;
    }
}
