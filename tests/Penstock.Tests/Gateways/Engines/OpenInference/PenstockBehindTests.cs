using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Penstock.Onnx;
using Penstock.Tests.Onnx;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.OpenInference;

/// <summary>Models of a second Penstock, served by a first that knows them only by the protocol.</summary>
public sealed class PenstockBehindTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_goes_in_and_comes_out_as_at_the_server_itself()
    {
        await using var behind = await PenstockServer.StartAsync();
        await using var front = await StartAsync(behind, "iris2: { targets: [ { provider: house, model: iris } ] }");
        const string Rows = """[{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2},{"sepal_length":6.3,"sepal_width":3.3,"petal_length":6.0,"petal_width":2.5}]""";

        var there = await behind.Client.SendReplyAsync("POST", "models/iris/invoke", Rows);
        var here = await front.Client.SendReplyAsync("POST", "models/iris2/invoke", Rows);

        Assert.Equal((200, there.Text), (here.Status, here.Text));
        Assert.Contains("virginica", here.Text, StringComparison.Ordinal);
        var (hidden, shown) = (await behind.Client.GetReplyAsync("models/iris"), await front.Client.GetReplyAsync("models/iris2"));
        Assert.Equal((hidden.At("description"), hidden.At("inputs.0.columns")), (shown.At("description"), shown.At("inputs.0.columns")));
        Assert.Equal("completed", (await front.Client.GetReplyAsync("api/v1/calls/" + here.CallId)).At("end"));

        // The server behind has had a call more: the one that went to it at once.
        Assert.Equal((2, 0), await CountsAsync(behind, "iris"));
        Assert.Equal((1, 0), await CountsAsync(front, "iris2"));
    }

    [Fact]
    public async Task Bad_input_never_leaves()
    {
        await using var behind = await PenstockServer.StartAsync(configure: options => options.Function("greet", (string name, int age) => $"{name} is {age}"));
        await using var front = await StartAsync(behind, "iris2: { targets: [ { provider: house, model: iris } ] }\n  greet2: { targets: [ { provider: house, model: greet } ] }");

        var row = await front.Client.SendReplyAsync("POST", "models/iris2/invoke", """{"sepal_length":"long","sepal_width":3.5,"petal_lenght":1.4,"petal_width":0.2}""");
        var infer = await front.Client.SendReplyAsync("POST", "v2/models/iris2/infer", """{"inputs":[{"name":"input","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}""");
        var greet = await front.Client.SendReplyAsync("POST", "models/greet2/invoke", """{"name":"Ada","age":"old"}""");

        Assert.Equal((422, 400, 422), (row.Status, infer.Status, greet.Status));
        Assert.Equal(
            ["extra_forbidden at petal_lenght", "float_parsing at sepal_length", "missing at petal_length"],
            row.Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("code")} at {error.GetProperty("path")}").Order(StringComparer.Ordinal));
        Assert.Equal((0, 0), await CountsAsync(behind, "iris"));
        Assert.Equal((0, 0), await CountsAsync(behind, "greet"));
        Assert.Equal((0, 2), await CountsAsync(front, "iris2"));
    }

    [Fact]
    public async Task Functions_behind_are_tensors_of_one_element()
    {
        await using var behind = await PenstockServer.StartAsync(configure: options =>
        {
            options.Function("greet", (string name, int age, bool loud = false) => loud ? $"{name.ToUpperInvariant()} IS {age}!" : $"{name} is {age}");
            options.Function("answer", () => 42);
        });
        await using var front = await StartAsync(behind, "greet2: { targets: [ { provider: house, model: greet } ] }\n  answer2: { targets: [ { provider: house, model: answer } ] }");

        Assert.Equal("""{"result":"Ädä is 36"}""", (await front.Client.SendReplyAsync("POST", "models/greet2/invoke", """{"name":"Ädä","age":"36"}""")).Text);
        Assert.Equal("""{"result":"ADA IS 36!"}""", (await front.Client.SendReplyAsync("POST", "models/greet2/invoke", """{"name":"Ada","age":36,"loud":true}""")).Text);
        var answer = await front.Client.SendReplyAsync("POST", "v2/models/answer2/infer", """{"inputs":[]}""");
        Assert.Equal((200, "[42]"), (answer.Status, answer.Json.GetProperty("outputs")[0].GetProperty("data").GetRawText()));
    }

    [Theory]
    [InlineData(nameof(OnnxElementType.Float), "FP32", "[1.5,\"NaN\"]", "AADAPwAAwP8=")]
    [InlineData(nameof(OnnxElementType.Int64), "INT64", "[9007199254740993,-1]", "AQAAAAAAIAD//////////w==")]
    [InlineData(nameof(OnnxElementType.Float16), "FP16", "[1.5,-2]", "AD4AwA==")]
    [InlineData(nameof(OnnxElementType.Bool), "BOOL", "[true,false]", "AQA=")]
    [InlineData(nameof(OnnxElementType.String), "BYTES", "[\"\",\"h\u00e9\"]", "AAAAAAMAAABow6k=")]
    public async Task Tensors_pass_to_the_last_bit_as_JSON_and_as_bytes(string type, string datatype, string data, string bytes)
    {
        var folder = Directory.CreateTempSubdirectory("penstock-behind-").FullName;
        var file = Path.Combine(folder, "same.onnx");
        await File.WriteAllBytesAsync(file, OnnxModels.Identity(Enum.Parse<OnnxElementType>(type), "N", 1), Ct);
        await using (var behind = await PenstockServer.StartAsync($"models:\n  same: {{ onnx: \"{file}\" }}\n"))
        await using (var front = await StartAsync(behind, "echo: { targets: [ { provider: house, model: same } ] }"))
        {
            var json = await front.Client.SendReplyAsync("POST", "v2/models/echo/infer", $$"""{"id":"7","inputs":[{"name":"x","shape":[2,1],"datatype":"{{datatype}}","data":{{data}}}]}""");
            Assert.Equal((200, data, "7", "echo"), (json.Status, json.Json.GetProperty("outputs")[0].GetProperty("data").GetRawText(), json.At("id"), json.At("model_name")));

            var raw = Convert.FromBase64String(bytes);
            var head = Encoding.UTF8.GetBytes($$$"""{"inputs":[{"name":"x","shape":[2,1],"datatype":"{{{datatype}}}","parameters":{"binary_data_size":{{{raw.Length}}}}}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}""");
            var binary = await front.Client.SendReplyAsync("POST", "v2/models/echo/infer", [.. head, .. raw], ("Content-Type", "application/octet-stream"), ("Inference-Header-Content-Length", head.Length.ToString(CultureInfo.InvariantCulture)));
            Assert.Equal(200, binary.Status);
            Assert.Equal(raw, binary.Bytes[int.Parse(binary.Header("Inference-Header-Content-Length")!, CultureInfo.InvariantCulture)..]);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_server_that_is_down_is_an_error_and_back_again_it_serves()
    {
        var port = FreePort();
        const string Greet = """{"name":"Ada"}""";
        await using var front = await PenstockServer.StartAsync(Yaml(new Uri($"http://127.0.0.1:{port}/"), "greet2: { targets: [ { provider: house, model: greet } ] }"));

        var early = await front.Client.SendReplyAsync("POST", "models/greet2/invoke", Greet);
        Assert.Equal((503, "model_not_ready", "5"), (early.Status, early.At("code"), early.Header("retry-after")));
        Assert.Equal("the metadata of 'greet' at 'house' could not be fetched (ConnectionError)", (await front.Client.GetReplyAsync("models/greet2")).At("not_ready"));
        Assert.Equal(200, (await front.Client.GetReplyAsync("readyz")).Status);

        await using (await PenstockServer.StartAsync(configure: Serve, port: port))
        {
            await Eventually.TrueAsync(async () => !(await front.Client.GetReplyAsync("models/greet2")).Json.TryGetProperty("not_ready", out _), "the model is ready");
            Assert.Equal("""{"result":"hello Ada"}""", (await front.Client.SendReplyAsync("POST", "models/greet2/invoke", Greet)).Text);
        }

        var down = await front.Client.SendReplyAsync("POST", "models/greet2/invoke", Greet);
        Assert.Equal((502, "provider_unavailable"), (down.Status, down.At("code")));

        await using (await PenstockServer.StartAsync(configure: Serve, port: port))
        {
            Assert.Equal(200, (await front.Client.SendReplyAsync("POST", "models/greet2/invoke", Greet)).Status);
        }

        static void Serve(PenstockOptions options) => options.Function("greet", (string name) => "hello " + name);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_call_at_the_server_behind()
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var behind = await PenstockServer.StartAsync(configure: options => options.Function("slow", async (int x, CancellationToken ct) =>
        {
            await using var told = ct.Register(ended.SetResult);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
            return x;
        }));
        await using var front = await StartAsync(behind, "slow2: { targets: [ { provider: house, model: slow } ] }");
        using var leaving = new CancellationTokenSource();
        using var body = new StringContent("""{"x":1}""", new MediaTypeHeaderValue("application/json"));
        var call = front.Client.PostAsync(new Uri(front.Address, "models/slow2/invoke"), body, leaving.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);

        await leaving.CancelAsync();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_key_that_the_server_behind_refuses_is_the_operator_s_trouble()
    {
        await using var behind = await PenstockServer.StartAsync();
        await using var front = await PenstockServer.StartAsync(Yaml(behind.Address, "iris2: { targets: [ { provider: house, model: iris } ] }", "ps_wrong"));

        Assert.Equal("the metadata of 'iris' at 'house' was answered with 401", (await front.Client.GetReplyAsync("models/iris2")).At("not_ready"));
    }

    // How many calls a server has had of a model.
    private static async Task<(long Success, long Fail)> CountsAsync(PenstockServer server, string model)
    {
        var stats = (await server.Client.GetReplyAsync($"v2/models/{model}/stats")).Json.GetProperty("model_stats")[0].GetProperty("inference_stats");
        return (stats.GetProperty("success").GetProperty("count").GetInt64(), stats.GetProperty("fail").GetProperty("count").GetInt64());
    }

    private static Task<PenstockServer> StartAsync(PenstockServer behind, string models) => PenstockServer.StartAsync(Yaml(behind.Address, models));

    private static string Yaml(Uri address, string models, string key = PenstockServer.AdminKey) =>
        $"providers:\n  house: {{ dialect: open-inference, base_url: \"{address}\", api_key: \"{key}\", retry: {{ attempts: 1 }} }}\nmodels:\n  {models}\n";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
