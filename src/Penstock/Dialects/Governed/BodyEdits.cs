using System.Text;
using System.Text.Json;

namespace Penstock.Dialects.Governed;

/// <summary>A body with places replaced: slices of the client's bytes and what is put between them, never joined.</summary>
/// <param name="body">The client's body.</param>
internal struct BodyEdits(ReadOnlyMemory<byte> body)
{
    private static readonly ReadOnlyMemory<byte> s_model = "\"model\":"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_comma = ","u8.ToArray();
    private readonly List<(Range At, ReadOnlyMemory<byte>[] With)> _edits = new(3);

    /// <summary>Replaces a place; an empty one inserts. Places must not overlap.</summary>
    public readonly void Replace(Range at, params ReadOnlyMemory<byte>[] with) => _edits.Add((at, with));

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

        var first = governed.Brace + 1;
        Replace(first..first, s_model, Quote(name), governed.HasMembers ? s_comma : default);
    }

    /// <summary>The pieces to send, in order.</summary>
    public readonly List<ReadOnlyMemory<byte>> Pieces()
    {
        _edits.Sort(static (a, b) => (a.At.Start.Value, a.At.End.Value).CompareTo((b.At.Start.Value, b.At.End.Value)));
        var pieces = new List<ReadOnlyMemory<byte>>(5);
        var at = 0;
        foreach (var (range, with) in _edits)
        {
            pieces.Add(body[at..range.Start.Value]);
            pieces.AddRange(with);
            at = range.End.Value;
        }

        pieces.Add(body[at..]);
        return pieces;
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
