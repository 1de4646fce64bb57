using Penstock.Domain.Access;
using Penstock.Pipeline.Limits;
using Penstock.Tests;

namespace Penstock.Core.Tests.Pipeline.Limits;

/// <summary>Many callers who send one call after the other, in virtual time, and what came of it.</summary>
internal sealed class Market(LimitBook book, ManualTime time, Random random)
{
    private readonly PriorityQueue<Action, long> _events = new();

    /// <summary>Every call that was let in: when it began and ended, and what it used.</summary>
    public List<(long Began, long Ended, long Input, long Output)> Calls { get; } = [];

    public int Refused { get; private set; }

    public int Running { get; private set; }

    public int MostRunning { get; private set; }

    /// <summary>What a call needs; drawn for each.</summary>
    public Func<Random, TokenNeed> Need { get; init; } = static _ => TokenNeed.None;

    /// <summary>How many output tokens a call uses of those it may; drawn for each.</summary>
    public Func<Random, long, long> Uses { get; init; } = static (random, most) => (long)(most * random.NextDouble());

    /// <summary>How long a call takes, in milliseconds.</summary>
    public (int Least, int Most) Takes { get; init; } = (20, 1500);

    public Func<int, ApiKey> Key { get; init; } = static caller => Given.Key("key_" + caller);

    /// <summary>Lets callers come until the time is over.</summary>
    public void Run(int callers, TimeSpan until)
    {
        for (var i = 0; i < callers; i++)
        {
            var caller = i;
            In(random.Next(200), () => Send(caller));
        }

        var end = time.GetTimestamp() + until.Ticks;
        while (_events.TryDequeue(out var next, out var at) && at <= end)
        {
            time.Advance(TimeSpan.FromTicks(Math.Max(0, at - time.GetTimestamp())));
            next();
        }
    }

    private void Send(int caller)
    {
        var call = Given.Call(time);
        call.State.Caller = new Caller(Key(caller));
        var need = Need(random);
        var pass = book.OfCall(call, new LimitsOptions(), _ => need)!;
        var (refusal, waiter) = book.Enter(pass, mayWait: true, CancellationToken.None);
        if (waiter is not null)
        {
            Poll(caller, waiter, pass);
        }
        else if (refusal is not null)
        {
            Refused++;
            In(random.Next(50, 400), () => Send(caller));
        }
        else
        {
            Begin(caller, pass);
        }
    }

    private void Poll(int caller, Waiter waiter, LimitPass pass) => In(40, () =>
    {
        if (!waiter.Task.IsCompleted)
        {
            Poll(caller, waiter, pass);
        }
        else if (waiter.Task.Result is null)
        {
            Begin(caller, pass);
        }
        else
        {
            Refused++;
            Send(caller);
        }
    });

    private void Begin(int caller, LimitPass pass)
    {
        var began = time.GetTimestamp();
        MostRunning = Math.Max(MostRunning, ++Running);
        In(random.Next(Takes.Least, Takes.Most), () =>
        {
            Running--;
            var input = (long)(pass.Input * (0.8 + (0.2 * random.NextDouble())));
            var output = Math.Min(pass.Output, Uses(random, pass.Output));
            Calls.Add((began, time.GetTimestamp(), input, output));
            book.Leave(pass, (input, output));
            In(random.Next(10), () => Send(caller));
        });
    }

    private void In(int milliseconds, Action what) => _events.Enqueue(what, time.GetTimestamp() + (milliseconds * TimeSpan.TicksPerMillisecond));
}
