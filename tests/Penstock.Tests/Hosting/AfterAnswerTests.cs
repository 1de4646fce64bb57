using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Gateways.Engines.Functions;
using Penstock.Tests.Gateways.Engines.Functions;
using Xunit;

namespace Penstock.Tests.Hosting;

public sealed class AfterAnswerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed class Box : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }

    [Fact]
    public async Task Work_runs_in_its_order_once_the_answer_is_out_and_the_next_runs_when_one_fails()
    {
        var answered = new TaskCompletionSource();
        var done = new TaskCompletionSource<string>();
        var order = new ConcurrentQueue<int>();
        var log = new RecordingLogger<AfterAnswerQueue>();
        await using var test = await Serve.Test(app => app.Function("order", (string id, AfterAnswer after) =>
        {
            after.Run(async ct =>
            {
                await answered.Task.WaitAsync(ct);
                order.Enqueue(1);
                throw new InvalidOperationException("the mail server is down");
            });
            after.Run(() => order.Enqueue(2));
            after.Run(() => done.TrySetResult(string.Join(',', order)));
            return id;
        }).Builder.Services.AddSingleton<ILogger<AfterAnswerQueue>>(log));

        // The first piece waits for the answer to have arrived: a call that waited for it would never end.
        Assert.Equal("a", await test.Call<string>("order", new { id = "a" }, Ct));
        answered.SetResult();
        Assert.Equal("1,2", await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.Equal("the mail server is down", Assert.Single(log.Lines).Exception!.Message);
        Assert.Matches("What the function order left .* failed, in call call_", log.Lines[0].Message);
    }

    [Fact]
    public async Task Nothing_runs_when_the_function_fails()
    {
        var ran = 0;
        var test = await Serve.Test(app => app.Function("fails", (AfterAnswer after) =>
        {
            after.Run(() => ran++);
            throw new InvalidOperationException("no");
        }));
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => test.Call<string>("fails", new { }, Ct));
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        await test.DisposeAsync();
        Assert.Equal(0, ran);
    }

    [Fact]
    public async Task A_server_that_ends_does_what_is_left_first_and_scoped_services_live_until_then()
    {
        var release = new TaskCompletionSource();
        var wasAlive = false;
        Box? box = null;
        var order = new ConcurrentQueue<string>();
        var test = await Serve.Test(app =>
        {
            app.Builder.Services.AddScoped<Box>();
            app.OnStop(_ =>
            {
                order.Enqueue("stopped");
                return Task.CompletedTask;
            });
            app.Function("left", (AfterAnswer after, Box scoped) =>
            {
                box = scoped;
                after.Run(async ct =>
                {
                    await release.Task.WaitAsync(ct);
                    wasAlive = !scoped.Disposed;
                    order.Enqueue("worked");
                });
            });
        });
        await test.Call<object?>("left", new { }, Ct);
        var ending = test.DisposeAsync();
        Assert.False(ending.IsCompleted);
        release.SetResult();
        await ending;

        Assert.True(wasAlive);
        Assert.True(box!.Disposed);
        Assert.Equal(["worked", "stopped"], order);
    }

    [Fact]
    public async Task A_stream_may_leave_work_too()
    {
        var done = new TaskCompletionSource<int>();
        await using var test = await Serve.Test(app => app.Stream("count", Count));
        Assert.Equal(new[] { 1, 2 }, await test.Call<int[]>("count", new { }, Ct));
        Assert.Equal(2, await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct));

        async IAsyncEnumerable<int> Count(AfterAnswer after)
        {
            var count = 0;
            after.Run(() => done.SetResult(count));
            yield return ++count;
            await Task.Yield();
            yield return ++count;
        }
    }

    [Fact]
    public void There_are_only_so_many_places_and_they_are_given_back()
    {
        using var queue = new AfterAnswerQueue(NullLogger<AfterAnswerQueue>.Instance, TimeProvider.System, () => TimeSpan.Zero);
        var after = new AfterAnswer(queue);
        for (var i = 0; i < AfterAnswerQueue.MostWaiting; i++)
        {
            after.Run(() => { });
        }

        Assert.Contains("10000", Assert.Throws<AfterAnswerFullException>(() => after.Run(() => { })).Message);
        queue.Release(1);
        after.Run(() => { });
    }

    [Fact]
    public async Task A_queue_that_is_full_is_answered_503_with_the_time_to_come_again()
    {
        await using var test = await Serve.Test(app => app.Function("full", (AfterAnswer after) =>
        {
            for (var i = 0; i <= AfterAnswerQueue.MostWaiting; i++)
            {
                after.Run(() => { });
            }
        }));
        using var answer = await test.Client.PostAsync("models/full/invoke", new StringContent("{}", null, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
