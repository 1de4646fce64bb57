using System.Net;
using System.Text.Json.Nodes;
using Penstock.Server.Cli;

namespace Penstock.Server.Calling;

/// <summary>Talks to a server, and says on the terminal what went wrong.</summary>
internal sealed class ServerClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ServerAddress _server;
    private readonly Terminal _terminal;
    private readonly HttpClient _http;

    public ServerClient(ServerAddress server, Terminal terminal)
    {
        (_server, _terminal) = (server, terminal);
        _http = new HttpClient(NewHandler(server)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>A handler for a server: a key is not carried elsewhere, so nothing is followed.</summary>
    public static SocketsHttpHandler NewHandler(ServerAddress server) => new()
    {
        UseProxy = !server.IsLocal,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = Patience,
    };

    /// <summary>A request with the key and the headers.</summary>
    public static HttpRequestMessage NewRequest(ServerAddress server, HttpMethod method, Uri address, byte[]? body = null)
    {
        var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (!server.Has("Content-Type"))
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            }
        }

        if (server.Key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + server.Key);
        }

        foreach (var (name, value) in server.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    /// <summary>Posts a body; null when nobody answers, which has been said then.</summary>
    public async Task<HttpResponseMessage?> PostAsync(string path, byte[] body, CancellationToken ct)
    {
        using var request = NewRequest(_server, HttpMethod.Post, _server.At(path), body);
        return await SendAsync(request, ct);
    }

    /// <summary>Reads a document; where there is none, why has been said and the exit code tells.</summary>
    public async Task<(JsonNode? Json, int ExitCode)> GetAsync(string path, CancellationToken ct)
    {
        using var request = NewRequest(_server, HttpMethod.Get, _server.At(path));
        using var answer = await SendAsync(request, ct);
        if (answer is null)
        {
            return (null, CallOptions.UnreachableCode);
        }

        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return (null, await RefusedAsync(answer, ct));
        }

        if (Json.Parse(await ReadAsync(answer, ct)) is { } json)
        {
            return (json, 0);
        }

        await SayAsync($"{request.RequestUri} answers with something that is no JSON. Is this a Penstock?");
        return (null, 1);
    }

    /// <summary>The model's first example of the server's OpenAPI document; where there is none, that has been said and the exit code tells.</summary>
    public async Task<(JsonNode? Example, int ExitCode)> ExampleAsync(string model, CancellationToken ct)
    {
        var (document, code) = await GetAsync("/openapi/v1.json", ct);
        if (document is null)
        {
            return (null, code);
        }

        if (ExampleIn(document, model) is { } example)
        {
            return (example, 0);
        }

        await SayAsync($"the server's documents have no example for {model} that this key may see. Give a body.");
        return (null, 1);
    }

    /// <summary>The model's first example in an OpenAPI document.</summary>
    public static JsonNode? ExampleIn(JsonNode document, string model) =>
        document["paths"]?[ModelPath.Invoke(model)]?["post"]?["requestBody"]?["content"]?["application/json"]?["examples"] is JsonObject { Count: > 0 } examples
            ? examples.First().Value?["value"]?.DeepClone()
            : null;

    /// <summary>Says why the server refused; the result is the exit code.</summary>
    public async Task<int> RefusedAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await SayAsync(ProblemText.Of((int)answer.StatusCode, await ReadAsync(answer, ct)));
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            await _terminal.Error.WriteLineAsync(_server.Key is null
                ? "  Give a key with --key or PENSTOCK_KEY. The admin key was printed at the server's first start; `penstock admin-key --reset` makes another."
                : "  The key came from --key or PENSTOCK_KEY. A lost admin key is replaced by `penstock admin-key --reset`.");
        }

        return 1;
    }

    /// <summary>Says what went wrong.</summary>
    public Task SayAsync(string what) => _terminal.Error.WriteLineAsync($"{_terminal.Red("error")} {what}");

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage?> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException problem)
        {
            await UnreachableAsync(problem.Message.TrimEnd('.'));
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await UnreachableAsync($"no connection within {Patience.TotalSeconds:0} seconds");
            return null;
        }
    }

    // Of a body that is cut short there is nothing to show.
    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return await answer.Content.ReadAsByteArrayAsync(ct);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            return [];
        }
    }

    private Task UnreachableAsync(string why) => SayAsync($"{_server.Base} does not answer: {why}. Is the server running there? --url names another.");
}
