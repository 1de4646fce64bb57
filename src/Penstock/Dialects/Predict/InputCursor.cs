using System.Text;
using System.Text.Json;

namespace Penstock.Dialects.Predict;

/// <summary>Where reading stands in a body, and what was wrong so far.</summary>
internal ref struct InputCursor
{
    /// <summary>How deep a body may be nested.</summary>
    internal const int MaxDepth = 32;

    internal InputCursor(ReadOnlySpan<byte> body, InputMistakes mistakes)
    {
        Body = body;
        Mistakes = mistakes;
        Reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Stands at the token that is being looked at.</summary>
    internal Utf8JsonReader Reader;

    internal readonly ReadOnlySpan<byte> Body { get; }

    internal readonly InputMistakes Mistakes { get; }

    /// <summary>Notes a mistake about the value the reader stands at, and skips the value.</summary>
    internal void Refuse(Fault fault) => Mistakes.Add(fault, TakeRaw());

    /// <summary>Skips the value the reader stands at and gives its JSON.</summary>
    internal ReadOnlySpan<byte> TakeRaw()
    {
        var start = (int)Reader.TokenStartIndex;
        Reader.Skip();
        return Body[start..(int)Reader.BytesConsumed];
    }

    /// <summary>The JSON from a place in the body to the end of the token the reader stands at.</summary>
    internal readonly ReadOnlySpan<byte> Since(int start) => Body[start..(int)Reader.BytesConsumed];

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
