using Xunit;

namespace Penstock.Conformance.Npm;

/// <summary>The npm SDK raises the class of its own that fits.</summary>
public sealed class ErrorTests(ReplayServer server)
{
    private const string Model = "house/chat:1.0";

    [Fact]
    public async Task Penstocks_own_errors_have_their_class()
    {
        var confined = await server.NewKeyAsync(new { name = "confined", allowed_models = new[] { "house/stream" } });
        var slow = await server.NewKeyAsync(new { name = "slow", requests_per_minute = 1 });

        var results = await NodeSdk.RunAsync(server,
            Chat("ps_nobody0knows0this0key", Model),
            Chat(confined, Model),
            Chat(server.AdminKey, "house/chat:1.1"),
            NodeCall.Of("models.retrieve", server.AdminKey, """{"model":"house/none"}"""),
            NodeCall.Of("chat", server.AdminKey, """{"model":7,"messages":[]}"""),
            Chat(slow, Model),
            Chat(slow, Model));

        Assert.Equal(
            ["AuthenticationError", "PermissionDeniedError", "NotFoundError", "NotFoundError", "BadRequestError", null, "RateLimitError"],
            results.Select(result => result.Error?.Name));
        Assert.Equal([401, 403, 404, 404, 400, null, 429], results.Select(result => result.Error?.Status));
        Assert.Equal("invalid_api_key", results[0].Error!.Code.GetString());
        Assert.Equal("model_not_found", results[2].Error!.Code.GetString());
        Assert.Contains("'model'", results[4].Error!.Message);
        Assert.InRange(int.Parse(results[6].Error!.RetryAfter!), 1, 61);
    }

    [Fact]
    public async Task A_providers_trouble_has_its_class()
    {
        string[] faults = ["status-429", "status-500", "status-503", "reset", "half"];

        var results = await NodeSdk.RunAsync(server, [.. faults.Select(fault => Chat(server.AdminKey, ReplayConfig.Fault(fault)))]);

        Assert.Equal(
            ["RateLimitError", "InternalServerError", "InternalServerError", "InternalServerError", "InternalServerError"],
            results.Select(result => result.Error?.Name));
        Assert.Equal([429, 500, 503, 502, 502], results.Select(result => result.Error?.Status));
        Assert.Equal("7", results[0].Error!.RetryAfter);
    }

    [Fact]
    public async Task A_cut_stream_is_raised_after_what_came_of_it_and_the_ledger_says_cut()
    {
        string[] faults = ["cut-reset", "cut-fin", "cut-clean", "cut-event", "cut-openrouter", "cut-malformed"];

        var results = await NodeSdk.RunAsync(server,
            [.. faults.SelectMany(fault => new[] { "chat.chunks", "chat.final" }.Select(does => Chat(server.AdminKey, ReplayConfig.Fault(fault), does)))]);

        Assert.All(results, result => Assert.Equal(("APIError", true), (result.Error?.Name, result.Error?.IsApiError)));
        Assert.All(results.Where((_, i) => i % 2 == 0), result => Assert.Equal(3, result.Chunks.Count));
        var records = await Task.WhenAll(results.Select(result => server.RecordAsync(result.CallId!)));
        Assert.All(records, record => Assert.Equal("cut", record.GetProperty("end").GetString()));
    }

    private static NodeCall Chat(string key, string model, string does = "chat") =>
        NodeCall.Of(does, key, $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello"}]}""");
}
