using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Tests.Resources.Budgets;

/// <summary>
/// A provider that writes by the clock and bills by its own count: the input, hidden reasoning, and everything it had written before it saw that the
/// connection was closed. A prompt says what is to be written: <c>call=7 output=120 hidden=40 fault=none</c>.
/// </summary>
internal sealed class BillingProvider : IAsyncDisposable
{
    /// <summary>Output tokens that it writes in a second.</summary>
    public const double Rate = 1000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(15);
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _tries = new();
    private readonly ConcurrentDictionary<string, (long Input, long Output)> _bills = new();
    private long _input;
    private long _output;
    private int _running;

    private BillingProvider(WebApplication app) => _app = app;

    public Uri BaseAddress => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    /// <summary>What was billed so far, of calls that run nothing yet.</summary>
    public (long Input, long Output) Billed => (Interlocked.Read(ref _input), Interlocked.Read(ref _output));

    /// <summary>How many calls run.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>What each call was billed, all its attempts together.</summary>
    public IReadOnlyDictionary<string, (long Input, long Output)> Bills => _bills;

    public static async Task<BillingProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new BillingProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var request = body.RootElement;
        var prompt = request.GetProperty("messages")[0].GetProperty("content").GetString()!;
        var words = prompt.Split(' ').Select(word => word.Split('=')).ToDictionary(word => word[0], word => word[1]);
        var cap = request.TryGetProperty("max_completion_tokens", out var most) || request.TryGetProperty("max_tokens", out most) ? most.GetInt64() : long.MaxValue;
        var (call, planned, hidden) = (words["call"], Number(words["output"]), Number(words["hidden"]));
        var fault = _tries.AddOrUpdate(call, 1, static (_, tries) => tries + 1) == 1 ? words["fault"] : "none";
        if (fault == "refuse")
        {
            http.Response.StatusCode = 503;
            await http.Response.WriteAsync("""{"error":{"message":"overloaded","type":"server_error"}}""");
            return;
        }

        var work = new Work(Math.Min(planned, cap), Math.Min(hidden, Math.Min(planned, cap)), planned > cap, 4 + (prompt.Length / 4));
        Interlocked.Increment(ref _running);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            if (fault == "hang")
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
            }
            else if (request.TryGetProperty("stream", out var stream) && stream.GetBoolean())
            {
                await StreamAsync(http, work, begun);
            }
            else
            {
                await Task.Delay(TimeSpan.FromSeconds(work.Output / Rate), http.RequestAborted);
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(
                    $$"""{"id":"b","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{Text(work.Output - work.Hidden)}}"},"finish_reason":"{{work.Finish}}"}],"usage":{{work.Usage}}}""",
                    http.RequestAborted);
            }

            Bill(call, work.Input, work.Output);
        }
        catch (Exception left) when (left is OperationCanceledException or IOException)
        {
            // It stops when it sees that nobody reads, and bills what it has.
            Bill(call, work.Input, Math.Min(work.Output, Written(begun)));
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static async Task StreamAsync(HttpContext http, Work work, long begun)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.StartAsync(http.RequestAborted);
        for (var sent = work.Hidden; sent < work.Output;)
        {
            await Task.Delay(Tick, http.RequestAborted);
            var written = Math.Min(work.Output, Written(begun));
            if (written > sent)
            {
                await EventAsync(http, $$"""{"id":"b","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{Text(written - sent)}}"},"finish_reason":null}]}""");
                sent = written;
            }
        }

        await EventAsync(http, $$"""{"id":"b","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"{{work.Finish}}"}]}""");
        await EventAsync(http, $$"""{"id":"b","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{{work.Usage}}}""");
        await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
    }

    private static async Task EventAsync(HttpContext http, string json)
    {
        await http.Response.WriteAsync($"data: {json}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);

    private static long Written(long begun) => (long)(TimeProvider.System.GetElapsedTime(begun).TotalSeconds * Rate);

    // Four bytes a token.
    private static string Text(long tokens) => new StringBuilder().Insert(0, "word", (int)tokens).ToString();

    private void Bill(string call, long input, long output)
    {
        Interlocked.Add(ref _input, input);
        Interlocked.Add(ref _output, output);
        _bills.AddOrUpdate(call, (input, output), (_, before) => (before.Input + input, before.Output + output));
    }

    private sealed record Work(long Output, long Hidden, bool Capped, long Input)
    {
        public string Finish => Capped ? "length" : "stop";

        public string Usage => string.Create(CultureInfo.InvariantCulture,
            $$$"""{"prompt_tokens":{{{Input}}},"completion_tokens":{{{Output}}},"total_tokens":{{{Input + Output}}},"completion_tokens_details":{"reasoning_tokens":{{{Hidden}}}}}""");
    }
}
