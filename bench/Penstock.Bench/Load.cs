namespace Penstock.Bench;

/// <summary>
/// Sends calls and measures them. Closed loop: each connection calls again as soon as it is answered. Open loop: calls are due
/// at a fixed rate whether or not the answers keep up, and latency counts from when the call was due (no coordinated omission).
/// </summary>
internal static class Load
{
    public static Sample Closed(Target target, Workload workload, int connections, TimeSpan duration, long atMost = long.MaxValue) =>
        Closed(target.Work(workload), connections, duration, atMost);

    public static Sample Closed(Work work, int connections, TimeSpan duration, long atMost = long.MaxValue)
    {
        long taken = 0;
        return Run(work, connections, (connection, latencies) =>
        {
            var until = Linux.Now() + (duration.Ticks * 100);
            while (Linux.Now() < until && Interlocked.Increment(ref taken) <= atMost)
            {
                var sent = Linux.Now();
                latencies.Add(sent, connection.Call(work.Request, work.End));
            }
        });
    }

    /// <summary>Two in turns so short that whatever else the machine does meets both alike. Each is measured over the whole time, and what it does behind its answers for as long as <paramref name="after"/>.</summary>
    public static (Sample First, Sample Second) InTurns(Work first, Work second, int connections, TimeSpan duration, TimeSpan turn, TimeSpan after)
    {
        var begin = Linux.Now() + 20_000_000;
        var (length, until) = (turn.Ticks * 100, begin + (duration.Ticks * 100));
        var other = Task.Run(() => Run(second, connections, (connection, latencies) => Turns(connection, latencies, second, 1), after));
        var one = Run(first, connections, (connection, latencies) => Turns(connection, latencies, first, 0), after);
        return (one, other.GetAwaiter().GetResult());

        void Turns(Connection connection, Latencies latencies, Work work, int mine)
        {
            for (long now; (now = Linux.Now()) < until;)
            {
                if (now >= begin && (now - begin) / length % 2 == mine)
                {
                    latencies.Add(now, connection.Call(work.Request, work.End));
                }
                else
                {
                    Linux.SleepUntil(now < begin ? begin : begin + ((((now - begin) / length) + 1) * length));
                }
            }
        }
    }

    public static Sample Open(Target target, Workload workload, int connections, double perSecond, TimeSpan duration)
    {
        var work = target.Work(workload);
        var calls = (long)(perSecond * duration.TotalSeconds);
        long taken = -1;
        long begin = 0;
        return Run(work, connections, (connection, latencies) =>
        {
            Linux.PunctualThread();
            Interlocked.CompareExchange(ref begin, Linux.Now() + 5_000_000, 0);
            var start = Interlocked.Read(ref begin);
            for (long i; (i = Interlocked.Increment(ref taken)) < calls;)
            {
                var due = start + (long)(i * 1e9 / perSecond);
                if (due > Linux.Now())
                {
                    Linux.SleepUntil(due);
                }

                latencies.Add(due, connection.Call(work.Request, work.End));
            }
        });
    }

    private static Sample Run(Work work, int connections, Action<Connection, Latencies> call, TimeSpan after = default)
    {
        var all = Enumerable.Range(0, connections).Select(_ => new Latencies()).ToArray();
        using var connected = new CountdownEvent(connections);
        using var go = new ManualResetEventSlim();
        var threads = all.Select(latencies => new Thread(
            () =>
            {
                // Connecting, and what a server makes for a new connection, is not what is measured.
                using var connection = new Connection(work.Port);
                connection.Call(work.Request, work.End);
                connected.Signal();
                go.Wait();
                call(connection, latencies);
            },
            256 * 1024)).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        connected.Wait();
        var (server, upstream, start) = (work.ServerCpu(), work.UpstreamCpu(), Linux.Now());
        go.Set();
        Array.ForEach(threads, thread => thread.Join());
        var elapsed = Linux.Now() - start;
        Thread.Sleep(after);
        var merged = all.SelectMany(latencies => latencies.Taken).ToArray();
        Array.Sort(merged);
        return new Sample(
            merged,
            elapsed,
            work.ServerCpu() - server,
            work.UpstreamCpu() - upstream,
            all.Sum(latencies => latencies.Failed),
            all.Select(latencies => latencies.Failure).FirstOrDefault(failure => failure is not null));
    }
}
