using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Access;
using Penstock.Domain.Models;
using Penstock.Pipeline.Authenticate;

namespace Penstock;

/// <summary>
/// An app that runs for a test, whole and in this process: the same server, keys and pipeline, at a socket in a temporary folder in
/// the place of a port, so that tests run side by side. Its data are gone when it is disposed.
/// <code>await using var test = await Serve.Test(app => app.Function("hello", (string who) => $"hello {who}"));
/// Assert.Equal("hello ada", await test.Call&lt;string>("hello", new { who = "ada" }));</code>
/// </summary>
public sealed class ServeTest : IAsyncDisposable
{
    private readonly ServeApp _app;
    private readonly DirectoryInfo _folder;
    private readonly string _socket;

    private ServeTest(ServeApp app, DirectoryInfo folder, string socket, string key)
    {
        (_app, _folder, _socket) = (app, folder, socket);
        Client = NewClient(key);
    }

    /// <summary>A client with the admin key.</summary>
    public HttpClient Client { get; }

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>A client with a key of its own; its address is that of the app.</summary>
    /// <param name="key">The key; null for none.</param>
    public HttpClient NewClient(string? key)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), ct);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri("http://localhost/") };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Makes a key that may call some models, all when none is named.</summary>
    public async Task<string> NewKey(params string[] models)
    {
        var (_, secret) = await Services.GetRequiredService<KeyRegistry>().CreateAsync(
            key => key with { Name = "test", AllowedModels = models.Length == 0 ? null : models }, Actor.Server, CancellationToken.None);
        return secret;
    }

    /// <summary>Calls a model over HTTP, with the admin key.</summary>
    /// <typeparam name="TOut">What the answer's JSON is read as.</typeparam>
    /// <param name="model">The model's public name.</param>
    /// <param name="input">Its input: an object whose members are the inputs, columns or parameters. Names fit without regard to case and underscores.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="HttpRequestException">The answer was an error: its status is in the exception, its body in the message.</exception>
    public async Task<TOut> Call<TOut>(string model, object? input, CancellationToken ct = default)
    {
        using var body = new ByteArrayContent(ClrArguments.Write(input, Services.GetRequiredService<CatalogSource>().Current.Find(model)?.Signature));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"models/{model}/invoke") { Content = body };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await Client.SendAsync(request, ct);
        var json = await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<TOut>(json, ClrJson.Options)!
            : throw new HttpRequestException($"The model '{model}' answered {(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(json)}", null, answer.StatusCode);
    }

    /// <summary>Ends the app as SIGTERM does, and waits: work after answers is done then, and the hooks of the end have run.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.Web.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal static async Task<ServeTest> StartAsync(ServeApp app, Action<ServeApp>? define = null)
    {
        var folder = Directory.CreateTempSubdirectory("penstock-");
        try
        {
            // A socket's path has little room (108 bytes on Linux).
            var socket = Path.Combine(folder.FullName, "s");
            var key = KeyHasher.NewKey();
            app.ForTest(Path.Combine(folder.FullName, "data"), socket, key);
            define?.Invoke(app);
            await app.StartAsync();
            return new ServeTest(app, folder, socket, key);
        }
        catch
        {
            await app.DisposeAsync();
            folder.Delete(recursive: true);
            throw;
        }
    }
}
