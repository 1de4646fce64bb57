using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Tests.Gateways.Telemetry.Otlp;

/// <summary>An OTLP collector on loopback that keeps what it got. Bodies are protobuf: names in them are readable as Latin-1.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Path, string Body, string Tenant)> Received { get; } = new();

    public string Url => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            receiver.Received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray()), context.Request.Headers["x-tenant"].ToString()));
            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        return receiver;
    }

    public string Bodies(string path) => string.Concat(Received.Where(r => r.Path == path).Select(r => r.Body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
