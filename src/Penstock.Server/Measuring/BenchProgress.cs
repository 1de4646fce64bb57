using Penstock.Server.Cli;

namespace Penstock.Server.Measuring;

/// <summary>One line on a terminal, written over twice a second, while a run goes on.</summary>
internal sealed class BenchProgress : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private readonly LoadCounts _counts;
    private readonly Terminal _terminal;
    private readonly string _what;
    private readonly Lock _gate = new();
    private readonly ITimer? _timer;
    private readonly long _begun;
    private long _lastAt;
    private long _lastCalls;
    private int _width;

    public BenchProgress(string what, LoadCounts counts, Terminal terminal)
    {
        (_what, _counts, _terminal) = (what, counts, terminal);
        _begun = _lastAt = terminal.Time.GetTimestamp();
        _timer = terminal.ErrorIsTerminal ? terminal.Time.CreateTimer(_ => Say(), null, Pace, Pace) : null;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            if (_width > 0)
            {
                _terminal.Error.Write("\r" + new string(' ', _width) + "\r");
                _terminal.Error.Flush();
            }

            _width = -1;
        }
    }

    private void Say()
    {
        lock (_gate)
        {
            if (_width < 0)
            {
                return;
            }

            var (calls, now) = (_counts.Calls, _terminal.Time.GetTimestamp());
            var rate = (calls - _lastCalls) / Math.Max(1e-3, _terminal.Time.GetElapsedTime(_lastAt, now).TotalSeconds);
            (_lastCalls, _lastAt) = (calls, now);
            var line = $"{_what} {_terminal.Time.GetElapsedTime(_begun, now).TotalSeconds:0} s  {Amounts.Count(calls)} calls  {Amounts.Count(rate)}/s  "
                + $"p50 {Amounts.Time(_counts.Latency.Percentile(0.5))}  p99 {Amounts.Time(_counts.Latency.Percentile(0.99))}  errors {Amounts.Count(_counts.ErrorCount)}";
            _terminal.Error.Write("\r" + line.PadRight(_width));
            _terminal.Error.Flush();
            _width = Math.Max(_width, line.Length);
        }
    }
}
