using System.Net;
using System.Threading.Channels;
using Penstock.Server.Measuring;
using Xunit;

namespace Penstock.Tests.Server.Measuring;

public class LoadRunTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_stall_is_charged_to_every_call_that_was_due_meanwhile()
    {
        var server = new HeldServer();
        var counts = new LoadCounts();
        var run = Run(new LoadPlan { Rate = 10, Requests = 5 }, server, counts, TestContext.Current.CancellationToken);
        for (var (begun, tenths) = (0, 0); begun < 5;)
        {
            // All are begun though none is answered; however late, they are timed from when they were due. Behind the last one's
            // time the clock stands: on a busy machine it would run on until the calls are given up.
            if (server.Arrived.TryRead(out _))
            {
                begun++;
                continue;
            }

            if (tenths++ < 50)
            {
                _time.Advance(Step / 10);
                await Task.Yield();
                continue;
            }

            await server.Arrived.ReadAsync(TestContext.Current.CancellationToken);
            begun++;
        }

        _time.Advance(5 * Step);
        server.Release(HttpStatusCode.OK);
        var elapsed = await run;
        Assert.Equal(5, counts.Latency.Count);
        Assert.Equal(elapsed, counts.Latency.Max);

        // Due at 0, 100, … 400 ms.
        var shortest = elapsed - (4 * Step);
        Assert.InRange(counts.Latency.Percentile(0.01), shortest, shortest * (1 + (1 / 128.0)));
        Assert.InRange(counts.Latency.Percentile(0.5), elapsed - (2 * Step), (elapsed - (2 * Step)) * (1 + (1 / 128.0)));
    }

    [Fact]
    public async Task The_closed_loop_waits_for_its_answer_before_the_next_call()
    {
        var server = new HeldServer();
        var counts = new LoadCounts();
        var run = Run(new LoadPlan { Connections = 2, Requests = 4 }, server, counts, TestContext.Current.CancellationToken);
        await server.Arrived.ReadAsync(TestContext.Current.CancellationToken);
        await server.Arrived.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, server.Open);
        _time.Advance(Step);
        server.Release(HttpStatusCode.OK);
        await run;
        Assert.Equal((4L, 4L, 0L), (counts.Calls, counts.Latency.Count, counts.ErrorCount));
        Assert.Equal(2, server.MostOpen);
        Assert.Equal(Step, counts.Latency.Max);
    }

    [Fact]
    public async Task Failures_are_counted_by_what_they_were_and_have_no_latency()
    {
        var counts = new LoadCounts();
        var answers = new Queue<Func<HttpResponseMessage>>(
        [
            () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[7]) },
            () => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new ByteArrayContent(new byte[3]) },
            () => throw new HttpRequestException(HttpRequestError.ConnectionError),
            () => throw new HttpRequestException(HttpRequestError.ResponseEnded),
        ]);
        await Run(new LoadPlan { Connections = 1, Requests = 4 }, new ScriptedServer(answers), counts, TestContext.Current.CancellationToken);
        Assert.Equal(["429", "broken answer", "no connection"], counts.Errors.Select(pair => pair.Key));
        Assert.Equal((1L, 4L, 10L), (counts.Latency.Count, counts.Calls, counts.Received));
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_a_timeout()
    {
        var server = new HeldServer();
        var counts = new LoadCounts();
        var run = Run(new LoadPlan { Connections = 1, Requests = 1, Timeout = Step }, server, counts, TestContext.Current.CancellationToken);
        await server.Arrived.ReadAsync(TestContext.Current.CancellationToken);
        _time.Advance(Step);
        await run;
        Assert.Equal([KeyValuePair.Create("timeout", 1L)], counts.Errors);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10.0)]
    public async Task An_interrupt_ends_it_at_once_with_what_there_is(double? rate)
    {
        var server = new HeldServer();
        var counts = new LoadCounts();
        using var stop = new CancellationTokenSource();
        var run = Run(new LoadPlan { Connections = 1, Rate = rate }, server, counts, stop.Token);
        await server.Arrived.ReadAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await run;
        Assert.Equal((0L, 1L), (counts.Calls, counts.Unfinished));
    }

    private Task<TimeSpan> Run(LoadPlan plan, HttpMessageHandler server, LoadCounts counts, CancellationToken ct) =>
        new LoadRun(plan, () => new HttpRequestMessage(HttpMethod.Post, "http://x/"), new HttpMessageInvoker(server), _time).RunAsync(counts, ct);

    /// <summary>Answers nobody until it is told to, and everybody from then on.</summary>
    private sealed class HeldServer : HttpMessageHandler
    {
        private readonly TaskCompletionSource<HttpStatusCode> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();
        private int _open;

        public ChannelReader<bool> Arrived => _arrived.Reader;

        public int Open => Volatile.Read(ref _open);

        public int MostOpen { get; private set; }

        public void Release(HttpStatusCode status) => _released.SetResult(status);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (_arrived)
            {
                MostOpen = Math.Max(MostOpen, ++_open);
            }

            _arrived.Writer.TryWrite(true);
            try
            {
                return new HttpResponseMessage(await _released.Task.WaitAsync(cancellationToken));
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
    }

    private sealed class ScriptedServer(Queue<Func<HttpResponseMessage>> answers) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.Run(() => answers.Dequeue()(), cancellationToken);
    }
}
