namespace Penstock.Pipeline.Budgets;

/// <summary>
/// What calls of one model at one target were like: how fast it writes, how many tokens it makes of a byte, whether all it writes is seen. From this
/// is known what a call costs that nobody saw the end of, and how much of a stream to reserve at a time.
/// </summary>
internal sealed class Past
{
    // So many calls in a row must have shown all they wrote before a stream is reserved in slices.
    private const int Enough = 4;
    private const int AfterHidden = 64;

    private readonly Lock _gate = new();
    private RecentMost _rates = new();
    private RecentMost _inputs = new();
    private RecentMost _outputs = new();
    private int _unseen = Enough;

    /// <summary>The most output tokens a second there were, a quarter added; null while that is not known.</summary>
    public double? Rate { get; private set; }

    /// <summary>The most input tokens of a byte of the body there were, a little added; 1 while that is not known, since a token has at least a byte.</summary>
    public double TokensPerByte { get; private set; } = 1;

    /// <summary>The fewest visible bytes of an output token there were; 1 while that is not known.</summary>
    public double BytesPerToken { get; private set; } = 1;

    /// <summary>Whether all that is written is seen while it streams, as far as the past tells: no hidden reasoning.</summary>
    public bool ShowsAll { get; private set; }

    /// <summary>Notes a call that ended well and whose provider said what it used.</summary>
    /// <param name="input">Input tokens.</param>
    /// <param name="bytes">Bytes of the body.</param>
    /// <param name="output">Output tokens.</param>
    /// <param name="took">How long the provider wrote.</param>
    /// <param name="visible">Bytes of output that were seen while it streamed; null for an answer that came at once.</param>
    /// <param name="reasoning">Whether some of the output was reasoning.</param>
    public void Note(long input, long bytes, long output, TimeSpan took, long? visible, bool reasoning)
    {
        lock (_gate)
        {
            if (output > 0)
            {
                Rate = _rates.Add(output / Math.Max(took.TotalSeconds, 0.001)) * 1.25;
            }

            if (input > 0 && bytes > 0)
            {
                TokensPerByte = Math.Min(1, _inputs.Add((double)input / bytes) * 1.05);
            }

            if (visible is { } shown && output > 0)
            {
                // A token has some bytes: what shows fewer hides something.
                if (reasoning || shown < output * 1.5)
                {
                    _unseen = AfterHidden;
                }
                else
                {
                    // The least is the greatest below zero.
                    BytesPerToken = Math.Max(1, -_outputs.Add(-(double)shown / output));
                    _unseen = Math.Max(0, _unseen - 1);
                }

                ShowsAll = _unseen == 0;
            }
            else if (reasoning)
            {
                (_unseen, ShowsAll) = (AfterHidden, false);
            }
        }
    }
}
