namespace Penstock.Gateways.Storage.Journals;

/// <summary>Frames that wait to be written in one go, and those who wait for them.</summary>
internal sealed class JournalBatch
{
    private const int MostBytes = 1 << 20;
    private const int KeptBytes = 128 * 1024;
    private byte[] _bytes = [];
    private int _length;
    private PendingAppends _waiting;

    /// <summary>Whether it has no frames.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The frames, one behind the other.</summary>
    public ReadOnlySpan<byte> Frames => _bytes.AsSpan(0, _length);

    /// <summary>Whether a frame may come in; into an empty one, always.</summary>
    public bool HasRoomFor(int frame) => IsEmpty || _length + frame <= MostBytes;

    /// <summary>Copies a frame in, for one who waits.</summary>
    public void Add(ReadOnlySpan<byte> frame, PendingAppend waiting)
    {
        if (_bytes.Length - _length < frame.Length)
        {
            Array.Resize(ref _bytes, Math.Max(16 * 1024, 2 * (_length + frame.Length)));
        }

        frame.CopyTo(_bytes.AsSpan(_length));
        _length += frame.Length;
        _waiting.Add(waiting);
    }

    /// <summary>Empties the batch, and gives those who wait for it.</summary>
    public PendingAppends Empty()
    {
        var waiting = _waiting;
        _waiting = default;
        _length = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }

        return waiting;
    }
}
