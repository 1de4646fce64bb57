using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Penstock.Tests.Gateways;

/// <summary>A server that is not ours, on a free port of 127.0.0.1: it does what a test says, and keeps what it was asked.</summary>
internal sealed class OtherHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
    }

    /// <summary>Ends in a slash.</summary>
    public Uri Address { get; }

    /// <summary>What came, in its order.</summary>
    public ConcurrentQueue<Received> Requests { get; } = [];

    /// <summary>Starts one.</summary>
    public static async Task<OtherHost> StartAsync(Func<HttpContext, Received, Task> answer, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", $"http://127.0.0.1:{port}");
        var app = builder.Build();
        OtherHost? host = null;
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var headers = http.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
            var received = new Received(http.Request.Method, http.Features.Get<IHttpRequestFeature>()!.RawTarget, headers, Encoding.UTF8.GetString(body.ToArray()));
            host!.Requests.Enqueue(received);
            await answer(http, received);
        });
        await app.StartAsync();
        return host = new OtherHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestToken.Now);
        await _app.DisposeAsync();
    }

    /// <summary>A request as it came; the names of headers in lower case.</summary>
    internal sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

    // Nobody waits for calls that a test has left hanging.
    private static class TestToken
    {
        public static CancellationToken Now { get; } = new(canceled: true);
    }
}
