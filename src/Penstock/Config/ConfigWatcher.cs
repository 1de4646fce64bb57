using System.Threading.Channels;
using Penstock.Gateways.Repository;

namespace Penstock.Config;

/// <summary>
/// Reads the file again when it has changed. The operating system's notice only makes it look sooner; what counts is polling, which also
/// sees replaced files, swapped links and network folders. A change is read when two looks in a row, a moment apart, see the same.
/// </summary>
internal sealed class ConfigWatcher : IAsyncDisposable
{
    public static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan SettlePeriod = TimeSpan.FromMilliseconds(200);

    private readonly string _path;
    private readonly Func<string, ConfigReading> _read;
    private readonly Func<ConfigReading, CancellationToken, ValueTask> _changed;
    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private readonly FileNotices? _notices;
    private readonly Task _loop;

    private FileStamp? _done;
    private FileStamp? _pending;
    private string? _lastText;
    private bool _lastGone;

    /// <param name="path">The file.</param>
    /// <param name="currentText">The text that is in force (<see cref="ConfigReading.Text"/>): the same text is no change.</param>
    /// <param name="environment">As for <see cref="ConfigReader.Read"/>.</param>
    /// <param name="changed">Called, never twice at once, with a new configuration or with the mistakes of a bad file: then keep the old one.</param>
    /// <param name="time">For the polling.</param>
    /// <param name="useNotices">False leaves polling alone.</param>
    public ConfigWatcher(
        string path,
        string? currentText,
        IReadOnlyDictionary<string, string> environment,
        Func<ConfigReading, CancellationToken, ValueTask> changed,
        TimeProvider time,
        bool useNotices = true)
    {
        _path = path;
        _lastText = currentText;
        _read = file => ConfigReader.ReadFile(file, environment);
        _changed = changed;
        _timer = time.CreateTimer(_ => Look(), null, SettlePeriod, PollPeriod);
        _notices = useNotices ? new FileNotices([Path.GetFullPath(path)], Look) : null;
        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _notices?.Dispose();
        await _timer.DisposeAsync();
        _looks.Writer.TryComplete();
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private void Look() => _looks.Writer.TryWrite(true);

    private async Task RunAsync()
    {
        try
        {
            await foreach (var _ in _looks.Reader.ReadAllAsync(_stop.Token))
            {
                if (Check() is { } reading)
                {
                    await _changed(reading, _stop.Token);
                }
                if (_pending is not null)
                {
                    _timer.Change(SettlePeriod, PollPeriod);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // disposed
        }
    }

    /// <summary>One look at the file: a reading when it has settled on something new.</summary>
    private ConfigReading? Check()
    {
        var stamp = FileStamp.Of(_path);
        if (stamp == _done)
        {
            _pending = null;
            return null;
        }
        if (stamp != _pending)
        {
            _pending = stamp;
            return null;
        }
        var reading = _read(_path);
        if (FileStamp.Of(_path) != stamp)
        {
            return null; // written while it was read: look again
        }
        (_done, _pending) = (stamp, null);
        var same = reading.Text is null ? _lastGone : reading.Text == _lastText && !_lastGone;
        (_lastGone, _lastText) = (reading.Text is null, reading.Text ?? _lastText);
        return same ? null : reading;
    }
}
