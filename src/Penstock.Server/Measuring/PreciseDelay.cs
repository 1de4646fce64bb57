using System.Runtime.InteropServices;

namespace Penstock.Server.Measuring;

/// <summary>Waits until a time to within a tenth of a millisecond, where the system can; .NET's timers tick in whole milliseconds.</summary>
/// <param name="time">The clock.</param>
internal sealed class PreciseDelay(TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private readonly bool _sleeps = time == TimeProvider.System && !OperatingSystem.IsWindows() && Environment.Is64BitProcess;

    /// <summary>Returns when a time after a timestamp has come; at once when it has passed.</summary>
    public async ValueTask WaitAsync(long begun, TimeSpan due, CancellationToken ct)
    {
        while (due - time.GetElapsedTime(begun) is { Ticks: > 0 } left)
        {
            if (!_sleeps)
            {
                await Task.Delay(left < Tick ? Tick : left, time, ct);
            }
            else if (left > 2 * Tick)
            {
                await Task.Delay(left - Tick, time, ct);
            }
            else
            {
                var length = new Timespec { Nanoseconds = left.Ticks * TimeSpan.NanosecondsPerTick };
                _ = nanosleep(ref length, 0);
            }
        }
    }

    // A sleep that a signal ends early is followed by another.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int nanosleep(ref Timespec length, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
