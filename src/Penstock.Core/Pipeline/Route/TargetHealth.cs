using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Route;

/// <summary>Whether one target of pools is well: a breaker with a half-open probe, and the cool-down that the provider asked for.</summary>
/// <param name="time">The clock.</param>
internal sealed class TargetHealth(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _windowBegan = time.GetTimestamp();
    private int _calls;
    private int _failures;
    private int _openedInARow;
    private long _until;
    private bool _open;
    private bool _probing;

    /// <summary>Whether it may be tried now; a half-open breaker lets one call through, whose <see cref="Report"/> decides.</summary>
    /// <param name="probe">Whether this is that call.</param>
    public bool TryEnter(out bool probe)
    {
        lock (_gate)
        {
            probe = false;
            if (time.GetTimestamp() < _until)
            {
                return false;
            }

            if (!_open)
            {
                return true;
            }

            probe = !_probing;
            _probing = true;
            return probe;
        }
    }

    /// <summary>How long it is still left alone; zero when it is not.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                return now >= _until ? TimeSpan.Zero : time.GetElapsedTime(now, _until);
            }
        }
    }

    /// <summary>A call ended here.</summary>
    /// <param name="error">What went wrong; null when it answered.</param>
    /// <param name="options">When the breaker opens.</param>
    public void Report(CallError? error, BreakerOptions options)
    {
        lock (_gate)
        {
            _probing = false;
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_windowBegan, now) > options.Window)
            {
                (_windowBegan, _calls, _failures) = (now, 0, 0);
            }

            _calls++;
            if (error is null || !Tells(error))
            {
                // It answers, if only with an error of the caller's making.
                (_open, _openedInARow) = (false, 0);
                return;
            }

            if (Fallback.Condition(error) == FallbackConditions.RateLimited)
            {
                // It is well, and has only had enough for now.
                Rest(error.RetryAfter ?? options.CoolDown, now, options);
                return;
            }

            _failures++;
            if (_open || (_failures >= options.Failures && _failures * 2 >= _calls))
            {
                _open = true;
                Rest(error.RetryAfter ?? options.CoolDown * Math.Pow(2, Math.Min(_openedInARow, 20)), now, options);
                _openedInARow++;
            }
        }
    }

    /// <summary>A probe that was stopped before it told anything: the next call probes.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _probing = false;
        }
    }

    // What says something of the target, and not of one call.
    private static bool Tells(CallError error) => Fallback.Condition(error)
        is FallbackConditions.Unavailable or FallbackConditions.Timeout or FallbackConditions.RateLimited or FallbackConditions.Credentials;

    private void Rest(TimeSpan wait, long now, BreakerOptions options)
    {
        wait = wait < options.LongestCoolDown ? wait : options.LongestCoolDown;
        _until = Math.Max(_until, now + (long)(wait.TotalSeconds * time.TimestampFrequency));
    }
}
