namespace Penstock.Bench;

/// <summary>A system under load: where it listens, what it wants to be sent, and the processes whose CPU time is its cost.</summary>
internal sealed class Target(string name, int port, Child? server, Child upstream) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>Null for the direct way to the upstream.</summary>
    public Child? Server => server;

    /// <summary>Another port for streams, for a server that is configured differently for them.</summary>
    public int? StreamPort { get; init; }

    /// <summary>Sent as a bearer token; a target that has one knows the workloads by their public names.</summary>
    public string? Key { get; init; }

    /// <summary>A GET here answers 200 once calls are welcome; null: the first answered call shows it.</summary>
    public string? ReadyPath { get; init; }

    public int Port(Workload workload) => workload.Stream ? StreamPort ?? port : port;

    public Work Work(Workload workload) =>
        new(Port(workload), Request(workload), workload.Stream ? AnswerEnd.Done : AnswerEnd.Object, ServerCpu, UpstreamCpu);

    public byte[] Request(Workload workload) => workload.Request(Key is null ? workload.SyntheticModel : workload.PublicModel, Key);

    public long ServerCpu() => server?.CpuTime() ?? 0;

    public long UpstreamCpu() => upstream.CpuTime();

    /// <returns>Monotonic nanoseconds of the end of the first whole answer to the workload.</returns>
    /// <exception cref="NotReadyException">It ended, or was not ready within the time.</exception>
    public long WaitUntilReady(Workload workload, TimeSpan within)
    {
        var request = Request(workload);
        var until = Linux.Now() + (within.Ticks * 100);
        using var connection = new Connection(Port(workload));
        var probe = new ReadinessProbe(port, ReadyPath);
        string? failure;
        do
        {
            failure = probe.Ask() ?? connection.Call(request, workload.Stream ? AnswerEnd.Done : AnswerEnd.Object);
            if (failure is null)
            {
                return Linux.Now();
            }

            if (server is { HasEnded: true })
            {
                throw new NotReadyException($"{name} ended with exit code {server.ExitCode} before it was ready.\n{server.Tail}");
            }

            Linux.SleepUntil(Linux.Now() + 2_000_000);
        }
        while (Linux.Now() < until);
        throw new NotReadyException($"{name} was not ready within {within.TotalSeconds:0} s: {failure}\n{server?.Tail}");
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
