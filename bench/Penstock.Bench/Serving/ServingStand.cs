using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Penstock.Bench.Serving;

/// <summary>Penstock with two models, a FastAPI app with one of them, and an echo, all running.</summary>
internal sealed class ServingStand : IAsyncDisposable
{
    private readonly Scratch _scratch = new();
    private readonly List<Target> _targets = [];
    private readonly string _key = "bench-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private ServingStand()
    {
    }

    public Target Penstock { get; private set; } = null!;

    public Target Echo { get; private set; } = null!;

    /// <summary>As Debian's python3-fastapi and python3-uvicorn install it; null where they are missing.</summary>
    public Target? FastApi { get; private set; }

    /// <summary>The same with python3-uvloop and python3-httptools, which Debian does not install with it; null where they are missing.</summary>
    public Target? TunedFastApi { get; private set; }

    /// <summary>The model in Penstock's box.</summary>
    public string IrisFile { get; } = Source("src", "Penstock", "Gateways", "Engines", "Box", "iris.onnx");

    public static async Task<ServingStand> StartAsync(byte[] identity)
    {
        var stand = new ServingStand();
        try
        {
            await stand.StartServersAsync(identity);
            return stand;
        }
        catch
        {
            await stand.DisposeAsync();
            throw;
        }
    }

    public Work Iris(Target target, byte[] body) => Post(target, "/models/iris/invoke", "application/json", body, AnswerEnd.Object);

    public Work Binary(byte[] head, byte[] tensor) => Post(Penstock, "/v2/models/identity/infer", "application/octet-stream",
        [.. head, .. tensor], AnswerEnd.Bytes, $"Inference-Header-Content-Length: {head.Length}\r\n");

    public Work Post(Target target, string path, string type, byte[] body, AnswerEnd end, string headers = "")
    {
        var authorization = target.Key is null ? "" : $"Authorization: Bearer {target.Key}\r\n";
        byte[] request = [.. Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}{headers}Content-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
        return new Work(target.Port(Workload.All[0]), request, end, target.ServerCpu, static () => 0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _targets)
        {
            await target.DisposeAsync();
        }

        _scratch.Dispose();
    }

    private async Task StartServersAsync(byte[] identity)
    {
        var model = Path.Combine(_scratch.Folder, "identity.onnx");
        await File.WriteAllBytesAsync(model, identity);
        var config = Path.Combine(_scratch.Folder, "penstock.yaml");
        var port = Systems.FreePort();
        await File.WriteAllTextAsync(config, $"server: {{ listen: \"127.0.0.1:{port}\" }}\nmodels:\n  identity: {{ onnx: \"{model}\" }}\n");
        var data = Directory.CreateDirectory(Path.Combine(_scratch.Folder, "data")).FullName;
        Penstock = Add("penstock", port, _key, ["dotnet", Systems.Built("Penstock.Server"), "--config", config, "--data", data],
            new Dictionary<string, string> { ["PENSTOCK_ADMIN_KEY"] = _key });
        port = Systems.FreePort();
        Echo = Add("echo", port, null, ["dotnet", Systems.Built("Penstock.BareProxy"), Text(port), "echo"]);
        await ReadyAsync(Penstock, "livez");
        await ReadyAsync(Echo, "");
        FastApi = await StartFastApiAsync("h11", "asyncio", "python3-fastapi python3-uvicorn");
        TunedFastApi = await StartFastApiAsync("httptools", "uvloop", "python3-uvloop python3-httptools");
    }

    private async Task<Target?> StartFastApiAsync(string http, string loop, string packages)
    {
        var port = Systems.FreePort();
        var fastApi = Add("fastapi", port, null,
            ["/usr/bin/python3", "-m", "uvicorn", "--app-dir", Source("bench", "fastapi"), "--port", Text(port), "--http", http, "--loop", loop, "--log-level", "warning", "--no-access-log", "iris:app"]);
        try
        {
            await ReadyAsync(fastApi, "docs");
        }
        catch (NotReadyException e)
        {
            Console.Error.WriteLine($"left out: {e.Message}\napt-get install {packages}");
            return null;
        }

        await CompareAsync(fastApi);
        return fastApi;
    }

    private Target Add(string name, int port, string? key, IReadOnlyList<string> command, Dictionary<string, string>? environment = null)
    {
        var child = Child.Start(command, environment);
        var target = new Target(name, port, child, child) { Key = key };
        _targets.Add(target);
        return target;
    }

    // What is compared must do the same: both give the same species and, but for rounding, the same probabilities.
    private async Task CompareAsync(Target fastApi)
    {
        var row = new { sepal_length = 6.1, sepal_width = 2.9, petal_length = 4.7, petal_width = 1.4 };
        var answers = new List<JsonNode>();
        foreach (var target in (Target[])[Penstock, fastApi])
        {
            using var client = Client(target);
            using var answer = await client.PostAsJsonAsync("models/iris/invoke", row);
            answers.Add((await answer.Content.ReadFromJsonAsync<JsonNode>())!);
        }

        foreach (var species in (string[])["setosa", "versicolor", "virginica"])
        {
            var (a, b) = ((double)answers[0]["probabilities"]![species]!, (double)answers[1]["probabilities"]![species]!);
            if ((string)answers[0]["class_name"]! != (string)answers[1]["class_name"]! || Math.Abs(a - b) > 1e-4)
            {
                throw new NotReadyException($"FastAPI answers {answers[1].ToJsonString()} where Penstock answers {answers[0].ToJsonString()}");
            }
        }
    }

    private static async Task ReadyAsync(Target target, string path)
    {
        using var client = Client(target);
        var until = Linux.Now() + 20_000_000_000;
        while (Linux.Now() < until && !target.Server!.HasEnded)
        {
            try
            {
                using var answer = await client.GetAsync(path);
                return;
            }
            catch (HttpRequestException)
            {
                Linux.SleepUntil(Linux.Now() + 20_000_000);
            }
        }

        throw new NotReadyException($"{target.Name} did not become ready.\n{target.Server!.Tail}");
    }

    private static HttpClient Client(Target target)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{target.Port(Workload.All[0])}/"),
        };
        if (target.Key is { } key)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return client;
    }

    // artifacts/bin/Penstock.Bench/release/ is four folders below the repository.
    private static string Source(params string[] path) => Path.GetFullPath(Path.Combine([AppContext.BaseDirectory, "..", "..", "..", "..", .. path]));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
