namespace Penstock.Gateways.Storage.Journals;

/// <summary>Frames that wait to be written in one go, and those who wait for them.</summary>
internal sealed class JournalBatch
{
    private const int MostBytes = 1 << 20;
    private const int KeptBytes = 128 * 1024;
    private byte[] _bytes = [];
    private int _length;
    private PendingAppend? _first;
    private PendingAppend? _last;

    /// <summary>Whether it has no frames.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The frames, one behind the other.</summary>
    public ReadOnlySpan<byte> Frames => _bytes.AsSpan(0, _length);

    /// <summary>Whether a frame may come in; into an empty one, always.</summary>
    public bool HasRoomFor(int frame) => IsEmpty || _length + frame <= MostBytes;

    /// <summary>Copies a frame in, for one who waits; null where nobody does.</summary>
    public void Add(ReadOnlySpan<byte> frame, PendingAppend? waiting)
    {
        if (_bytes.Length - _length < frame.Length)
        {
            Array.Resize(ref _bytes, Math.Max(16 * 1024, 2 * (_length + frame.Length)));
        }

        frame.CopyTo(_bytes.AsSpan(_length));
        _length += frame.Length;
        if (waiting is null)
        {
            return;
        }

        waiting.Next = null;
        _last = _last is null ? _first = waiting : _last.Next = waiting;
    }

    /// <summary>Ends everybody's wait and empties the batch.</summary>
    public void Complete(IOException? fault)
    {
        var waiting = _first;
        _first = _last = null;
        _length = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }

        while (waiting is not null)
        {
            // Once completed it may be in use again.
            var next = waiting.Next;
            waiting.Complete(fault);
            waiting = next;
        }
    }
}
