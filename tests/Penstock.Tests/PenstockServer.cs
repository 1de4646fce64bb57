using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Upstream;

namespace Penstock.Tests;

/// <summary>
/// A whole Penstock in this process, on a free port of 127.0.0.1, with a data folder of its own and an admin key.
/// A provider stand-in may stand behind it: its models are named in the configuration.
/// </summary>
internal sealed class PenstockServer : IAsyncDisposable
{
    /// <summary>The admin key of every test server.</summary>
    public const string AdminKey = "ps_test0admin0key0test0admin0key0test0admin0key0";

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly bool _keepsFolder;

    private PenstockServer(WebApplication app, string folder, bool keepsFolder)
    {
        (_app, _folder, _keepsFolder) = (app, folder, keepsFolder);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
        Client = NewClient(AdminKey);
    }

    /// <summary>Ends in a slash.</summary>
    public Uri Address { get; }

    /// <summary>A client with the admin key.</summary>
    public HttpClient Client { get; }

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The data folder.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>The configuration file; writing it reloads.</summary>
    public string ConfigFile => Path.Combine(_folder, "penstock.yaml");

    /// <summary>Starts a server.</summary>
    /// <param name="yaml">The configuration; null for none.</param>
    /// <param name="configure">Further options, for example functions.</param>
    /// <param name="folder">A folder to start over; null for a new one, which is deleted at the end.</param>
    /// <param name="port">Where it listens; 0 for any free port.</param>
    public static async Task<PenstockServer> StartAsync(string? yaml = null, Action<PenstockOptions>? configure = null, string? folder = null, int port = 0)
    {
        var own = folder ?? Directory.CreateTempSubdirectory("penstock-test-").FullName;
        var file = Path.Combine(own, "penstock.yaml");
        if (yaml is not null)
        {
            await File.WriteAllTextAsync(file, yaml);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", $"http://127.0.0.1:{port}");
        builder.AddPenstock(options =>
        {
            options.ConfigFile = yaml is null ? null : file;
            options.DataFolder = Path.Combine(own, "data");
            options.AdminKey = AdminKey;
            options.LogToConsole = false;
            options.Variables = new Dictionary<string, string>();
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.MapPenstock();
        await app.StartAsync();
        return new PenstockServer(app, own, folder is not null);
    }

    /// <summary>The configuration of a provider stand-in, <c>up</c>, with models for names at it: <c>chat = p0024</c>.</summary>
    public static string Yaml(UpstreamServer upstream, params (string Model, string UpstreamModel)[] models) =>
        $"providers:\n  up: {{ dialect: openai, base_url: \"{upstream.BaseAddress}v1\", api_key: \"sk-upstream-0123456789\" }}\nmodels:\n"
        + string.Concat(models.Select(model => $"  \"{model.Model}\": {{ targets: [ {{ provider: up, model: \"{model.UpstreamModel}\" }} ] }}\n"));

    /// <summary>A client with a key, that keeps no cookies, follows nothing and uses no proxy.</summary>
    public HttpClient NewClient(string? key)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        return client;
    }

    /// <summary>Stops as SIGTERM does, and waits.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (!_keepsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
