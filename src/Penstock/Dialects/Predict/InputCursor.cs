using System.Text;
using System.Text.Json;

namespace Penstock.Dialects.Predict;

/// <summary>Where reading stands in a body, and what was wrong so far.</summary>
internal ref struct InputCursor
{
    /// <summary>How deep a body may be nested.</summary>
    internal const int MaxDepth = 32;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };
    private int _jumped;

    internal InputCursor(ReadOnlySpan<byte> body, InputMistakes mistakes, TensorMemory memory, bool leaps = true)
    {
        Body = body;
        Mistakes = mistakes;
        Memory = memory;
        Leaps = leaps;
        Reader = new Utf8JsonReader(body, Options);
    }

    /// <summary>
    /// Stands at the token that is being looked at. Its own positions are not the body's: see <see cref="TokenStart"/> and
    /// <see cref="Consumed"/>.
    /// </summary>
    internal Utf8JsonReader Reader;

    /// <summary>Where in the body the token begins.</summary>
    internal readonly int TokenStart => _jumped + (int)Reader.TokenStartIndex;

    /// <summary>Where in the body the token ends.</summary>
    internal readonly int Consumed => _jumped + (int)Reader.BytesConsumed;

    /// <summary>Whether plain numbers may be read without the JSON reader.</summary>
    internal readonly bool Leaps { get; }

    /// <summary>Where the tensors' elements go.</summary>
    internal readonly TensorMemory Memory { get; }

    internal readonly ReadOnlySpan<byte> Body { get; }

    internal readonly InputMistakes Mistakes { get; }

    /// <summary>Notes a mistake about the value the reader stands at, and skips the value.</summary>
    internal void Refuse(Fault fault) => Mistakes.Add(fault, TakeRaw());

    /// <summary>Skips the value the reader stands at and gives its JSON.</summary>
    internal ReadOnlySpan<byte> TakeRaw()
    {
        var start = TokenStart;
        Reader.Skip();
        return Body[start..Consumed];
    }

    /// <summary>
    /// Passes over the first elements of the list whose opening bracket the reader stands at, which were read by other means.
    /// </summary>
    /// <param name="at">Where in the body to go on: at an element, or at the closing bracket.</param>
    internal void Jump(int at)
    {
        Reader = new Utf8JsonReader(Body[at..], isFinalBlock: true, Reader.CurrentState);
        _jumped = at;
    }

    /// <summary>What the reader minds of the body, by its lines and bytes, which it does not count where it did not read.</summary>
    internal readonly JsonException Locate(JsonException found)
    {
        try
        {
            var whole = new Utf8JsonReader(Body, Options);
            while (_jumped > 0 && whole.Read())
            {
            }

            return found;
        }
        catch (JsonException exact)
        {
            return exact;
        }
    }

    /// <summary>
    /// Whether the member the reader stands at has a name and is not escaped, which is the usual case.
    /// (<see cref="Utf8JsonReader.ValueTextEquals(ReadOnlySpan{byte})"/> throws at half a surrogate pair.)
    /// </summary>
    internal static bool IsName(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8) =>
        !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(utf8);

    /// <summary>
    /// Takes the name of the member the reader stands at and moves to its value. Half a surrogate pair, which no name of
    /// ours has and .NET would throw at, is shown as it was escaped.
    /// </summary>
    internal string TakeName()
    {
        string name;
        try
        {
            name = Reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            name = Encoding.UTF8.GetString(Reader.ValueSpan);
        }

        Reader.Read();
        return name;
    }
}
