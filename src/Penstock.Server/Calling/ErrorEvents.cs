namespace Penstock.Server.Calling;

/// <summary>Watches a stream for an event that says that it failed: <c>event: error</c>, or a line of JSON whose first member is an error.</summary>
internal sealed class ErrorEvents
{
    private const int Longest = 32;
    private readonly byte[] _start = new byte[Longest];
    private int _length;
    private bool _inStart = true;

    /// <summary>Whether one came.</summary>
    public bool Seen { get; private set; }

    /// <summary>Reads on; a line may be cut anywhere.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes)
        {
            if (next is (byte)'\n' or (byte)'\r')
            {
                (_length, _inStart) = (0, true);
            }
            else if (_inStart && next is not ((byte)' ' or (byte)'\t'))
            {
                _start[_length++] = next;
                var start = _start.AsSpan(0, _length);
                Seen |= start.SequenceEqual("event:error"u8) || start.SequenceEqual("{\"error\":"u8) || start.SequenceEqual("data:{\"error\":"u8);
                _inStart = _length < Longest;
            }
        }
    }
}
