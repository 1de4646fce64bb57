using System.Net;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Policies;
using Penstock.Pipeline.Policy;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Policy;

public sealed class PolicyBookTests
{
    private static readonly Target Eu = Given.Target(new FakeEngine()) with { Provider = "azure-eu", Region = "eu-west" };
    private static readonly Target Us = Given.Target(new FakeEngine()) with { Provider = "openai", Region = "us-east" };
    private static readonly Target Nowhere = Given.Target(new FakeEngine()) with { Provider = "house", Region = null };
    private static readonly Model Gpt = Given.Model("gpt", Eu, Us, Nowhere);

    [Fact]
    public void Without_rules_everything_is_allowed_and_nothing_noted()
    {
        var decision = Decide();

        Assert.Equal([Eu, Us, Nowhere], decision.Targets);
        Assert.Empty(decision.Notes);
    }

    [Fact]
    public void What_is_denied_by_one_rule_is_not_allowed_by_another()
    {
        var decision = Decide(Allow("a-first"), Deny("b") with { Providers = ["openai"] }, Allow("c-last"));

        Assert.Equal([Eu, Nowhere], decision.Targets);
        Assert.Equal([null, "b", null], decision.Denials.Select(rule => rule?.Id));
        Assert.Null(decision.Error);
    }

    [Fact]
    public void A_call_without_a_target_left_is_refused_and_names_the_rule()
    {
        var decision = Decide(Deny("no-calls") with { Description = "Not now." });

        Assert.Equal((ErrorKind.PermissionDenied, "policy_denied"), (decision.Error!.Kind, decision.Error.Code));
        Assert.Contains("'no-calls' forbids this call: Not now.", decision.Error.Message);
    }

    [Fact]
    public void With_deny_as_the_default_only_what_a_rule_allows_runs()
    {
        Assert.NotNull(Decide(PolicyEffect.Deny).Error);
        Assert.Equal([Us], Decide(PolicyEffect.Deny, Allow("us") with { Regions = ["us-*"] }).Targets);
    }

    [Fact]
    public void A_region_that_is_not_known_is_outside()
    {
        Assert.Equal([Eu], Decide(Deny("eu-only") with { OutsideRegions = ["eu-*"] }).Targets);
        Assert.Equal([Us, Nowhere], Decide(Deny("not-eu") with { Regions = ["eu-*"] }).Targets);
    }

    [Fact]
    public void What_runs_in_this_process_is_where_the_server_is()
    {
        var here = Given.Target(new FakeEngine()) with { Provider = "onnx", Region = null, Route = RouteOptions.Local };
        var book = new PolicyBook { Rules = new PolicyRules([Deny("eu-only") with { OutsideRegions = ["eu-*"] }], PolicyEffect.Allow, [], []) { Region = "eu-central" } };

        Assert.Equal([here], book.Rules.Decide(Facts(), [here, Nowhere]).Targets);
    }

    [Fact]
    public void A_rule_in_the_shadow_is_recorded_and_does_nothing()
    {
        var decision = Decide(Deny("try") with { Shadow = true, Regions = ["us-*"] });

        Assert.Equal([Eu, Us, Nowhere], decision.Targets);
        Assert.Equal(["policy try: would deny 1 of 3 targets"], decision.Notes);
    }

    [Fact]
    public void The_tightest_limit_counts()
    {
        var decision = Decide(Allow("a") with { Limits = new PolicyLimits(1000, TimeSpan.FromDays(30)) }, Allow("b") with { Limits = new PolicyLimits(200, null) });

        Assert.Equal((200L, TimeSpan.FromDays(30)), (decision.MaxOutputTokens, decision.ContentRetention));
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData(null, false)]
    public void An_address_that_is_not_known_is_outside_every_network(string? address, bool inside)
    {
        var facts = Facts() with { Caller = Facts().Caller with { Address = address is null ? null : IPAddress.Parse(address) } };

        Assert.Equal(inside ? null : "networks", RuleMatch.Unfit(Deny("in") with { Networks = [IPNetwork.Parse("10.0.0.0/8")] }, facts));
        Assert.Equal(inside ? "outside_networks" : null, RuleMatch.Unfit(Deny("out") with { OutsideNetworks = [IPNetwork.Parse("10.0.0.0/8")] }, facts));
    }

    [Fact]
    public void Data_has_the_classes_of_the_model_and_of_the_governed_tag()
    {
        var rule = Deny("health") with { DataClasses = ["health"] };

        Assert.Equal("data_classes", RuleMatch.Unfit(rule, Facts()));
        Assert.Null(RuleMatch.Unfit(rule, Facts() with { Model = Gpt with { DataClasses = ["public", "health"] } }));
        Assert.Null(RuleMatch.Unfit(rule, Facts() with { Tags = new Dictionary<string, string> { ["data_class"] = "health" } }));
    }

    [Fact]
    public void Tools_are_looked_at_only_where_a_rule_is_about_them()
    {
        var asked = 0;
        var facts = Facts() with { Tools = () => { asked++; return ["shell_run"]; } };

        Assert.Null(RuleMatch.Unfit(Deny("a"), facts));
        Assert.Equal(0, asked);
        Assert.Null(RuleMatch.Unfit(Deny("b") with { Tools = ["shell_*"] }, facts));
        Assert.Equal("tools", RuleMatch.Unfit(Deny("c") with { Tools = ["browser"] }, facts));
    }

    [Fact]
    public void The_trace_says_of_every_rule_whether_it_fits_and_why_not()
    {
        var trace = new List<RuleTrace>();
        var book = Book(PolicyEffect.Allow, Deny("chat") with { Capabilities = [Capability.Embeddings] }, Deny("us") with { Regions = ["us-*"] });

        book.Rules.Decide(Facts(), Gpt.Targets, trace);

        Assert.Equal(["capabilities", null], trace.Select(one => one.Unfit));
        Assert.Equal([Us], trace[1].Targets!);
    }

    private static PolicyDecision Decide(params PolicyRule[] rules) => Decide(PolicyEffect.Allow, rules);

    private static PolicyDecision Decide(PolicyEffect otherwise, params PolicyRule[] rules) => Book(otherwise, rules).Rules.Decide(Facts(), Gpt.Targets);

    private static PolicyBook Book(PolicyEffect otherwise, params PolicyRule[] rules) => new() { Rules = new PolicyRules(rules, otherwise, [], []) };

    private static PolicyFacts Facts() => new(new Caller(Given.Key()), Gpt, Capability.Chat, false, new Dictionary<string, string>(), () => []);

    private static PolicyRule Deny(string id) => new() { Id = id, Effect = PolicyEffect.Deny };

    private static PolicyRule Allow(string id) => new() { Id = id, Effect = PolicyEffect.Allow };
}
