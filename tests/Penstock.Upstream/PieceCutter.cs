namespace Penstock.Upstream;

/// <summary>
/// Chooses the next write of a streamed body. Odd pieces are cut, where there is the chance, inside a UTF-8 character or
/// between the two line feeds that end an event: the places where a careless reader breaks.
/// </summary>
internal sealed class PieceCutter(Pieces pieces, int seed, IReadOnlyList<int> eventEnds)
{
    private const int Largest = 97;
    private readonly Random _random = new(seed);
    private int _event;

    /// <returns>How many bytes of <paramref name="body"/> to write from <paramref name="at"/>, at least 1.</returns>
    public int Next(ReadOnlySpan<byte> body, int at)
    {
        var left = body.Length - at;
        if (pieces == Pieces.Whole || left <= 1)
        {
            return left;
        }

        if (pieces == Pieces.Event)
        {
            while (_event < eventEnds.Count && eventEnds[_event] <= at)
            {
                _event++;
            }

            return _event < eventEnds.Count ? Math.Min(left, eventEnds[_event] - at) : left;
        }

        var window = body.Slice(at, Math.Min(left, _random.Next(1, Largest + 1)));
        return _random.Next(2) == 0 && AwkwardPlace(window) is > 0 and var place ? place : window.Length;
    }

    private static int AwkwardPlace(ReadOnlySpan<byte> window)
    {
        for (var i = 1; i < window.Length; i++)
        {
            var continuesCharacter = (window[i] & 0xC0) == 0x80;
            if (continuesCharacter || (window[i] == '\n' && window[i - 1] is (byte)'\n' or (byte)'\r'))
            {
                return i;
            }
        }

        return 0;
    }
}
