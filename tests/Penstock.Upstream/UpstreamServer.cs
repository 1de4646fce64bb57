using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Penstock.Upstream;

/// <summary>
/// A provider stand-in on 127.0.0.1: it replays recorded exchanges byte for byte, or makes synthetic answers, and injects
/// the faults that a request asks for. It is no model.
/// </summary>
internal sealed class UpstreamServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly WebApplication _app;
    private readonly RequestLog _log;
    private readonly CancellationTokenSource _stopping;
    private readonly TimeProvider _clock;

    private UpstreamServer(WebApplication app, RequestLog log, CancellationTokenSource stopping, ExchangeStore exchanges, TimeProvider clock)
    {
        (_app, _log, _stopping, Exchanges, _clock) = (app, log, stopping, exchanges, clock);
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
    }

    /// <summary>Ends in a slash; an OpenAI base URL is this and <c>v1</c>.</summary>
    public Uri BaseAddress { get; }

    public ExchangeStore Exchanges { get; }

    /// <summary>What was received so far, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _log.Snapshot();

    public static async Task<UpstreamServer> StartAsync(UpstreamOptions? options = null, CancellationToken ct = default)
    {
        options ??= new UpstreamOptions();
        var exchanges = options.Data is null ? ExchangeStore.Empty : ExchangeStore.Load(options.Data);
        var log = new RequestLog(options.Remember);
        var stopping = new CancellationTokenSource();

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
                listen.Protocols = options.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
        });

        // A flush returns only when the socket has taken all of it, so that a reset after N events does not swallow the Nth.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxWriteBufferSize = 2);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.Run(new RequestHandler(options, exchanges, log, stopping.Token).HandleAsync);
        await app.StartAsync(ct);
        return new UpstreamServer(app, log, stopping, exchanges, options.Clock);
    }

    /// <summary>The base URL for a client that cannot send the stand-in's headers: <c>/x/{directives}/v1</c>.</summary>
    public Uri BaseFor(string directives, string version = "v1") => new(BaseAddress, $"x/{directives}/{version}");

    public void Forget() => _log.Clear();

    /// <summary>The first request, come or to come, that matches.</summary>
    /// <exception cref="TimeoutException">None came within the time (10 s unless said).</exception>
    public Task<ReceivedRequest> WaitForRequestAsync(Func<ReceivedRequest, bool>? match = null, TimeSpan? within = null) =>
        _log.WaitAsync(match ?? (static _ => true)).WaitAsync(within ?? Patience, _clock);

    /// <summary>When the connection of that request closed.</summary>
    /// <exception cref="TimeoutException">It was still open when the time (10 s unless said) was over.</exception>
    public Task<DateTimeOffset> WaitForDisconnectAsync(ReceivedRequest request, TimeSpan? within = null) =>
        request.Disconnected.WaitAsync(within ?? Patience, _clock);

    public Task RunUntilStoppedAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }
}
