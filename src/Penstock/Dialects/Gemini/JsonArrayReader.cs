using Penstock.Dialects.Streams;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// A stream that is one JSON array, cut into its elements: each event is an object with what stands in front of it (the bracket, a comma, white
/// space); the closing bracket is an event of its own, without data.
/// </summary>
/// <param name="source">The bytes; not owned.</param>
/// <param name="longestEvent">The most bytes an event may have.</param>
internal sealed class JsonArrayReader(Stream source, int longestEvent) : EventReader(source, longestEvent)
{
    private static readonly byte[] ClosedType = "]"u8.ToArray();

    // Of the event that is not whole yet, up to where it was scanned.
    private State _state;

    /// <summary>The type of the event that closes the array.</summary>
    public static ReadOnlySpan<byte> Closed => ClosedType;

    /// <inheritdoc/>
    protected override int FindEnd(ReadOnlySpan<byte> unread, ref int scanned)
    {
        var state = scanned == 0 ? default : _state;
        for (var at = scanned; at < unread.Length; at++)
        {
            if (state.Depth == 0 && unread[at] is not ((byte)'{' or (byte)'[' or (byte)',' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                // The end of the array, or something that does not belong here: both end the event.
                return at + 1;
            }

            if (state.Step(unread[at]))
            {
                return at + 1;
            }
        }

        scanned = unread.Length;
        _state = state;
        return -1;
    }

    /// <inheritdoc/>
    protected override WireEvent Parse(ReadOnlyMemory<byte> raw)
    {
        var start = raw.Span.IndexOf((byte)'{');
        if (start >= 0)
        {
            return new WireEvent(raw, raw[start..], start);
        }

        if (raw.Span[^1] != ']')
        {
            Break("something that is no element of a JSON array");
        }

        return new WireEvent(raw, default, -1, ClosedType);
    }

    private struct State
    {
        private bool _inText;
        private bool _escaped;

        /// <summary>How deep inside objects.</summary>
        public int Depth { get; private set; }

        /// <summary>Takes a byte; true when it closes the outermost object.</summary>
        public bool Step(byte next)
        {
            if (_inText)
            {
                var escapes = next == '\\' && !_escaped;
                _inText = next != '"' || _escaped;
                _escaped = escapes;
                return false;
            }

            switch (next)
            {
                case (byte)'"':
                    _inText = true;
                    return false;
                case (byte)'{':
                    Depth++;
                    return false;
                case (byte)'}':
                    Depth--;
                    return Depth == 0;
                default:
                    return false;
            }
        }
    }
}
