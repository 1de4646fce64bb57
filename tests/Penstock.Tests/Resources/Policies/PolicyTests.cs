using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Policies;

/// <summary>Policies as callers meet them. Complaint H30 of gateways.md, section 5: calls that spill into a region that is forbidden to their data. E20: what was only looked at is recorded as done.</summary>
public sealed class PolicyTests
{
    private const string Chat = """{"model":"a-chat","messages":[{"role":"user","content":"hello"}]}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_never_falls_back_to_a_provider_that_its_policy_forbids()
    {
        await using var forbidden = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync($$"""
            providers:
              first: { dialect: openai, base_url: "http://127.0.0.1:1/v1", api_key: "sk-upstream-0123456789", retry: { attempts: 1 } }
              second: { dialect: openai, base_url: "{{forbidden.BaseAddress}}v1", api_key: "sk-upstream-0123456789" }
            models:
              a-chat: { targets: [ { provider: first, model: away }, { provider: second, model: "synthetic:unary:300", order: 1 } ] }
            policies:
              not-second: { effect: deny, providers: [second] }
            """);

        var refused = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat);

        Assert.True(refused.Status >= 500, refused.Text);
        Assert.Empty(forbidden.Requests);
    }

    [Fact]
    public async Task A_forbidden_call_is_refused_in_the_dialects_form_and_the_decision_is_recorded()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("a-chat", "synthetic:unary:300")) + """
            policies:
              no-shell: { effect: deny, tools: [shell*], description: Nobody runs shells. }
              watch: { effect: deny, mode: shadow }
            """);

        var allowed = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat);
        var refused = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat.Replace("}]}", """}],"tools":[{"type":"function","function":{"name":"shell_run"}}]}""", StringComparison.Ordinal));

        Assert.Equal(200, allowed.Status);
        Assert.Equal((403, "policy_denied"), (refused.Status, refused.At("error.code")));
        Assert.Contains("Nobody runs shells", refused.At("error.message"));
        Assert.Single(upstream.Requests);
        var explained = await penstock.Client.SendReplyAsync("POST", "api/v1/policy-decisions", $$"""{"call_id":"{{refused.Header("x-penstock-call-id")}}"}""");
        Assert.Equal(("deny", "policy no-shell: deny", "policy watch: would deny"), (explained.At("decision"), explained.At("recorded.0"), explained.At("recorded.1")));
    }

    [Fact]
    public async Task A_change_through_the_api_holds_for_the_next_call()
    {
        await using var penstock = await PenstockServer.StartAsync();
        const string Ask = """{"model":"iris","capability":"predict","address":"10.1.2.3"}""";
        Assert.Equal("allow", (await penstock.Client.SendReplyAsync("POST", "api/v1/policy-decisions", Ask)).At("decision"));

        await penstock.Client.SendReplyAsync("POST", "api/v1/policies", """{"id":"inside-only","effect":"deny","outside_networks":"192.168.0.0/16"}""");

        var denied = await penstock.Client.SendReplyAsync("POST", "api/v1/policy-decisions", Ask);
        Assert.Equal(("deny", "inside-only", "true"), (denied.At("decision"), denied.At("targets.0.denied_by"), denied.At("rules.0.fits")!.ToLowerInvariant()));
        Assert.Equal("allow", (await penstock.Client.SendReplyAsync("POST", "api/v1/policy-decisions", Ask.Replace("10.1.2.3", "192.168.7.7", StringComparison.Ordinal))).At("decision"));
    }

    [Fact]
    public async Task Header_rules_are_decided_before_the_body_is_read()
    {
        await using var penstock = await PenstockServer.StartAsync("""
            header_rules:
              zone: { required_headers: { x-zone: "inner*" } }
              small: { max_body_bytes: 100 }
            """);

        // Not JSON: whoever read it would complain of that.
        var unread = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", "{");
        var wrong = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", "{", ("x-zone", "outer"));
        var long_ = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", new string(' ', 101), ("x-zone", "inner"));

        Assert.Equal((403, "header_rule"), (unread.Status, unread.At("error.code")));
        Assert.Equal(403, wrong.Status);
        Assert.Equal(413, long_.Status);
        Assert.Equal(400, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", "{", ("x-zone", "inner-1"))).Status);
    }

    [Fact]
    public async Task Under_maintenance_a_model_or_everything_answers_503_with_a_time()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("a-chat", "synthetic:unary:300"), ("b-chat", "synthetic:unary:300")));
        await penstock.Client.SendReplyAsync("POST", "api/v1/maintenance", """{"id":"a","models":["a-*"],"message":"Back soon.","retry_after":"90s"}""");

        var closed = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat);
        Assert.Equal((503, "90", "Back soon."), (closed.Status, closed.Header("retry-after"), closed.At("error.message")));
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat.Replace("a-chat", "b-chat", StringComparison.Ordinal))).Status);

        await penstock.Client.SendReplyAsync("POST", "api/v1/maintenance", """{"id":"all"}""");
        Assert.Equal(503, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", "{")).Status);

        await penstock.Client.SendReplyAsync("DELETE", "api/v1/maintenance/all", (byte[]?)null);
        await penstock.Client.SendReplyAsync("DELETE", "api/v1/maintenance/a", (byte[]?)null);
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);
    }

    [Fact]
    public async Task Only_tags_that_the_key_allows_count()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("a-chat", "synthetic:unary:300")) + """
            policies:
              health: { effect: deny, data_classes: [health], outside_regions: ["eu-*"] }
            """);
        var free = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"may say","client_tags":["data_class"]}""");
        var bound = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"is bound","tags":{"data_class":"health"}}""");
        using var saying = penstock.NewClient(free.At("key"));
        using var tagged = penstock.NewClient(bound.At("key"));

        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat, ("x-penstock-tags", "data_class=health"))).Status);
        Assert.Equal(403, (await saying.SendReplyAsync("POST", "v1/chat/completions", Chat, ("x-penstock-tags", "data_class=health"))).Status);
        Assert.Equal(403, (await tagged.SendReplyAsync("POST", "v1/chat/completions", Chat, ("x-penstock-tags", "data_class=public"))).Status);
    }

    [Fact]
    public async Task Mistakes_in_a_rule_are_all_told()
    {
        await using var penstock = await PenstockServer.StartAsync();

        var refused = await penstock.Client.SendReplyAsync("POST", "api/v1/policies", """{"effect":"forbid","networks":["10.0.0.1/8"],"capabilities":["talk"],"limits":{"max_output_tokens":0}}""");

        Assert.Equal(422, refused.Status);
        Assert.Equal(["capabilities.0", "effect", "limits.max_output_tokens", "networks.0"], refused.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order());
    }
}
