using System.Diagnostics.CodeAnalysis;

namespace Penstock.Dialects.Streams;

/// <summary>Cuts a byte stream into events without changing a byte. One event is held at a time, and none longer than the bound.</summary>
/// <param name="source">The bytes; not owned.</param>
/// <param name="longestEvent">The most bytes an event may have.</param>
internal abstract class EventReader(Stream source, int longestEvent) : IDisposable
{
    private const int ReadSize = 16 * 1024;
    private readonly PooledBytes _buffer = new(ReadSize);
    private int _consumed;
    private int _scanned;
    private bool _ended;

    /// <summary>What is wrong with the framing; null while nothing is. Nothing more is read then.</summary>
    public string? Broken { get; private set; }

    /// <summary>Whether bytes were left over at the end that are no whole event.</summary>
    public bool Torn => _ended && _buffer.Length > _consumed;

    /// <summary>Whether the next event is in the buffer already.</summary>
    public bool HasBuffered => Broken is null && FindNext() >= 0;

    /// <summary>Takes the next event if it is in the buffer already; the one before is no longer valid.</summary>
    public bool TryRead([NotNullWhen(true)] out WireEvent? next)
    {
        next = null;
        if (Broken is not null || FindNext() is not (>= 0 and var length))
        {
            return false;
        }

        var raw = _buffer.Memory.Slice(_consumed, length);
        _consumed += length;
        _scanned = 0;
        next = Parse(raw);
        return Broken is null;
    }

    /// <summary>Reads the next event; null at the end of the stream, whether clean, torn or broken.</summary>
    public async ValueTask<WireEvent?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            if (TryRead(out var next))
            {
                return next;
            }

            if (_ended || Broken is not null)
            {
                return null;
            }

            if (_consumed > 0)
            {
                _buffer.Drop(_consumed);
                _consumed = 0;
            }

            if (_buffer.Length > longestEvent)
            {
                Break($"an event of more than {longestEvent / 1024 / 1024} MiB");
                return null;
            }

            // Rented memory may have more room than an event may take.
            var room = _buffer.Free(Math.Min(ReadSize, 1 + _buffer.Length));
            var read = await source.ReadAsync(room[..Math.Min(room.Length, longestEvent + ReadSize - _buffer.Length)], ct);
            _ended = read == 0;
            _buffer.Advance(read);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    /// <summary>The length of the first event, what closes it included; -1 when it is not whole yet.</summary>
    /// <param name="unread">What is there.</param>
    /// <param name="scanned">How much of it was looked at without finding the end: where to go on. Starts at 0 for each event.</param>
    protected abstract int FindEnd(ReadOnlySpan<byte> unread, ref int scanned);

    /// <summary>Takes an event apart; one that cannot be read is reported by <see cref="Break"/>.</summary>
    protected abstract WireEvent Parse(ReadOnlyMemory<byte> raw);

    /// <summary>The framing is wrong: nothing more can be read.</summary>
    /// <param name="what">What came, as the object of a sentence.</param>
    protected void Break(string what) => Broken ??= what;

    private int FindNext() => FindEnd(_buffer.Memory.Span[_consumed..], ref _scanned);
}
