using System.Collections.Concurrent;
using System.Diagnostics;

namespace Penstock.Bench;

/// <summary>A process that the harness started, and ends.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const int TailLines = 15;
    private static readonly ConcurrentDictionary<int, Child> Running = new();
    private readonly Process _process;
    private readonly Queue<string> _tail = new();

    private Child(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines it wrote, for when it does not become ready.</summary>
    public string Tail
    {
        get
        {
            lock (_tail)
            {
                return string.Join('\n', _tail);
            }
        }
    }

    /// <summary>Monotonic nanoseconds just before it was started.</summary>
    public long StartedAt { get; private init; }

    public static Child Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        var child = new Child(new Process { StartInfo = info }) { StartedAt = Linux.Now() };
        child._process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        child._process.Start();
        Running[child.Id] = child;
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>CPU time in nanoseconds, with its children's.</summary>
    public long CpuTime() => Linux.Family(Id).Sum(Linux.CpuTime);

    /// <summary>VmRSS in kB, with its children's (pages that they share are counted twice).</summary>
    public long ResidentKilobytes() => Linux.Family(Id).Sum(Linux.ResidentKilobytes);

    /// <summary>Tells every child that still runs to end: for when the harness is itself told to.</summary>
    public static void TerminateAll()
    {
        foreach (var id in Running.Keys)
        {
            Linux.Terminate(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Running.TryRemove(Id, out _);
        if (!_process.HasExited)
        {
            Linux.Terminate(Id);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_tail)
        {
            _tail.Enqueue(line);
            while (_tail.Count > TailLines)
            {
                _tail.Dequeue();
            }
        }
    }
}
