namespace Penstock.Dialects.Tokens;

/// <summary>
/// Roughly counts the tokens of a stream while it flows, from the sizes of its events alone: what an event has beyond the shortest is text. Providers
/// send at least a token in each. It costs three additions, so it may be done where the provider may yet tell the usage at the end.
/// </summary>
internal struct StreamTally
{
    private long _events;
    private long _bytes;
    private int _least;

    /// <summary>The tokens so far.</summary>
    public readonly long Tokens => Math.Max(_events, TokenCounter.OfBytes(_bytes - (_events * _least)));

    /// <summary>An event came.</summary>
    /// <param name="bytes">The size of its data.</param>
    public void Add(int bytes)
    {
        _least = _events == 0 ? bytes : Math.Min(_least, bytes);
        _events++;
        _bytes += bytes;
    }
}
