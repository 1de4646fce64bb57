namespace Penstock.Secrets;

/// <summary>
/// One secret of the book: its value now, read anew in the background before its time is over. Many who ask at once cause one reading.
/// </summary>
internal sealed class SecretSlot : SecretSource, IDisposable
{
    /// <summary>How long a fault is believed before somebody who needs the secret has it read again.</summary>
    public static readonly TimeSpan FaultHold = TimeSpan.FromSeconds(5);

    /// <summary>How often a refused secret is read anew at most.</summary>
    public static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);

    private readonly SecretBook _book;
    private readonly SecretReference _reference;
    private readonly bool _fromApi;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Held? _held;
    private Task<SecretReading>? _reading;
    private long? _renewed;
    private int _failures;

    public SecretSlot(SecretBook book, SecretReference reference, bool fromApi)
    {
        (_book, _reference, _fromApi) = (book, reference, fromApi);
        _timer = book.Time.CreateTimer(static slot => ((SecretSlot)slot!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SecretReference Reference => _reference;

    public override ValueTask<SecretReading> GetAsync(CancellationToken ct) =>
        Volatile.Read(ref _held) is { } held && _book.Time.GetTimestamp() < held.Until ? ValueTask.FromResult(held.Reading) : new(Begin().WaitAsync(ct));

    public override async ValueTask<bool> RenewAsync(SecretReading refused, CancellationToken ct)
    {
        Task<SecretReading> reading;
        lock (_gate)
        {
            if (_held is { } held && held.Reading != refused && held.Reading.Fault is null)
            {
                return true;
            }

            if (_renewed is { } last && _book.Time.GetElapsedTime(last) < RefusalPause)
            {
                return false;
            }

            _renewed = _book.Time.GetTimestamp();
            reading = Begin();
        }

        return (await reading.WaitAsync(ct)) is { Value: { } value } && value != refused.Value;
    }

    /// <summary>Reads the secret after now, whatever is being read already.</summary>
    public async Task<SecretReading> RefreshAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _reading) is { } running)
        {
            await running.WaitAsync(ct);
        }

        return await Begin().WaitAsync(ct);
    }

    /// <summary>What is known now; null before the first reading.</summary>
    public SecretReading? Known => Volatile.Read(ref _held)?.Reading;

    public void Dispose() => _timer.Dispose();

    private Task<SecretReading> Begin()
    {
        lock (_gate)
        {
            return _reading is { IsCompleted: false } running ? running : _reading = ReadAsync();
        }
    }

    private void Tick()
    {
        if (_book.IsUsed(_reference))
        {
            _ = Begin();
        }
        else
        {
            // Nobody needs it any more: the value does not stay in memory.
            Volatile.Write(ref _held, null);
        }
    }

    private async Task<SecretReading> ReadAsync()
    {
        // Off the caller's thread and out of its lock: a store may work before it waits.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var (entry, read) = await _book.ReadAsync(_reference, _fromApi);
        return Take(entry, read);
    }

    private SecretReading Take(SecretStoreEntry? entry, SecretReading read)
    {
        lock (_gate)
        {
            var (now, old) = (_book.Time.GetTimestamp(), _held);
            if (read.Value is not null && entry is not null)
            {
                _failures = 0;
                var good = read.GoodFor is { } limit && limit < entry.Cache ? limit : entry.Cache;
                var same = old?.Reading.Value == read.Value ? old!.Reading : read;
                _held = new Held(same, Later(now, good + entry.Grace));
                Schedule(good * 0.8);
                return same;
            }

            _failures++;
            Schedule(TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(_failures, 6)))));

            // The store is down: the old value serves until its grace is over. What is gone is not used any longer.
            if (read.Fault!.Kind != SecretFaultKind.NotFound && old is { Reading.Value: not null } && now < old.Until)
            {
                return old.Reading;
            }

            _held = new Held(read, Later(now, FaultHold));
            return read;
        }
    }

    private void Schedule(TimeSpan after) => _timer.Change(after < LongestTimer ? after : LongestTimer, Timeout.InfiniteTimeSpan);

    private long Later(long now, TimeSpan by) =>
        by.TotalSeconds * _book.Time.TimestampFrequency is var ticks && ticks < long.MaxValue / 4 ? now + (long)ticks : long.MaxValue;

    private sealed record Held(SecretReading Reading, long Until);
}
