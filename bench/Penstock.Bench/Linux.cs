using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Penstock.Bench;

/// <summary>The clocks, signals and /proc files of Linux that the harness reads; it runs nowhere else.</summary>
internal static partial class Linux
{
    private const int Monotonic = 1;
    private const int AbsoluteTime = 1;
    private const int SetTimerSlack = 29;

    /// <summary>CLOCK_MONOTONIC, nanoseconds.</summary>
    public static long Now() => Read(Monotonic);

    /// <summary>
    /// CPU time of a process and all its threads, ended ones too, in nanoseconds: the same account as utime + stime in
    /// /proc/PID/stat, which counts only in hundredths of a second (clock_getcpuclockid(3)).
    /// </summary>
    public static long CpuTime(int pid) => Read((~pid << 3) | 2);

    /// <summary>The process and its descendants (nginx and HAProxy work in children).</summary>
    public static IReadOnlyList<int> Family(int pid)
    {
        var family = new List<int> { pid };
        for (var i = 0; i < family.Count; i++)
        {
            try
            {
                var children = File.ReadAllText($"/proc/{family[i]}/task/{family[i]}/children");
                family.AddRange(children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return family;
    }

    /// <summary>VmRSS in kB; 0 when the process has ended.</summary>
    public static long ResidentKilobytes(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public static void Terminate(int pid) => kill(pid, 15);

    /// <summary>Sleeps until that time of the monotonic clock, to some microseconds.</summary>
    public static void SleepUntil(long nanoseconds)
    {
        var until = new TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        while (clock_nanosleep(Monotonic, AbsoluteTime, ref until, IntPtr.Zero) != 0)
        {
            // Interrupted by a signal: the time is absolute, so once more.
        }
    }

    /// <summary>Wakes the calling thread when asked, not up to 50 µs later (prctl(2), PR_SET_TIMERSLACK).</summary>
    public static void PunctualThread() => prctl(SetTimerSlack, 1, 0, 0, 0);

    private static long Read(int clock)
    {
        if (clock_gettime(clock, out var time) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "The process whose CPU time is asked for has ended");
        }

        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, ref TimeSpec until, IntPtr remaining);

    [LibraryImport("libc")]
    private static partial int prctl(int option, ulong a, ulong b, ulong c, ulong d);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
