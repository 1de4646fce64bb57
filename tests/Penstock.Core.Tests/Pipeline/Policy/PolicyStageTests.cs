using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Policy;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Policy;

public sealed class PolicyStageTests
{
    private readonly Target _target = Given.Target(new FakeEngine());
    private readonly CatalogSource _models;

    public PolicyStageTests() => _models = new CatalogSource(new ModelCatalog(
    [
        Given.Model("gpt-4.1", _target),
        Given.Model("gpt-4.1-mini", _target),
        Given.Model("secret-model", _target),
        Given.Model("iris", _target) with { Capabilities = [Capability.Predict] },
    ]));

    [Fact]
    public async Task Puts_the_model_and_its_targets_on_the_call()
    {
        using var call = Call("gpt-4.1");

        Assert.Null(await RunAsync(call));

        Assert.Equal("gpt-4.1", call.State.Model!.Id);
        Assert.Equal([_target], call.State.AllowedTargets);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Asks_for_a_model(string? name)
    {
        using var call = Call(name);

        var error = (await RunAsync(call))!;

        Assert.Equal((ErrorKind.InvalidRequest, "model"), (error.Kind, error.Param));
    }

    [Theory]
    [InlineData("gpt-4.2", "gpt-4.1")]
    [InlineData("GPT-4.1-MINI", "gpt-4.1-mini")]
    [InlineData("secret-modal", "secret-model")]
    [InlineData("claude-opus", null)]
    public async Task Suggests_the_nearest_model_for_an_unknown_one(string name, string? nearest)
    {
        using var call = Call(name);

        var error = (await RunAsync(call))!;

        Assert.Equal((ErrorKind.ModelNotFound, "model"), (error.Kind, error.Param));
        Assert.Equal($"The model '{name}' does not exist." + (nearest is null ? " GET /v1/models lists those you may call." : $" Did you mean '{nearest}'?"), error.Message);
        Assert.Null(call.State.Model);
    }

    [Fact]
    public async Task Suggests_only_models_that_the_caller_may_see()
    {
        using var call = Call("secret-modal", "gpt-4.1", "secret-moda*");

        Assert.DoesNotContain("secret-model", (await RunAsync(call))!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret-model")]
    [InlineData("no-such-model")]
    public async Task Does_not_tell_a_forbidden_model_from_an_unknown_one(string name)
    {
        using var call = Call(name, "gpt-*");

        var error = (await RunAsync(call))!;

        Assert.Equal((ErrorKind.PermissionDenied, "model"), (error.Kind, error.Param));
        Assert.Equal($"This key may not call the model '{name}'. Ask whoever made the key to allow it.", error.Message);
        Assert.Null(call.State.Model);
    }

    [Fact]
    public async Task Shortens_a_name_that_is_too_long_to_show()
    {
        using var allowed = Call(new string('x', 5000));
        using var forbidden = Call(new string('x', 5000), "gpt-*");

        Assert.InRange((await RunAsync(allowed))!.Message.Length, 200, 300);
        Assert.InRange((await RunAsync(forbidden))!.Message.Length, 200, 300);
    }

    [Fact]
    public async Task Says_what_a_model_can_do_instead()
    {
        using var call = Call("iris");

        var error = (await RunAsync(call))!;

        Assert.Equal((ErrorKind.InvalidRequest, "unsupported_capability"), (error.Kind, error.Code));
        Assert.Equal("The model 'iris' does not do chat; it does predict.", error.Message);
        Assert.Empty(call.State.AllowedTargets);
    }

    [Fact]
    public async Task Answers_with_the_reason_for_a_model_that_does_not_serve()
    {
        _models.Current = new ModelCatalog([Given.Model("gpt-4.1", _target) with { NotReady = "its file is broken" }]);
        using var call = Call("gpt-4.1");

        var error = (await RunAsync(call))!;

        Assert.Equal((ErrorKind.Unavailable, "model_not_ready", "The model 'gpt-4.1' is not ready: its file is broken."), (error.Kind, error.Code, error.Message));
        Assert.NotNull(error.RetryAfter);
        Assert.Empty(call.State.AllowedTargets);
    }

    [Fact]
    public async Task Stays_in_the_catalogue_it_found_until_the_call_has_ended()
    {
        using var call = Call("gpt-4.1");
        await RunAsync(call);
        var found = call.State.Catalogue!;
        _models.Current = ModelCatalog.Empty;

        Assert.True(found.TryEnter());
        found.Leave();
        await call.EndAsync(CallEnd.Completed, null, TestContext.Current.CancellationToken);
        Assert.False(found.TryEnter());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("provider", false)]
    [InlineData("models provider", true)]
    public async Task Refuses_members_that_route_unless_the_provider_allows_them(string allowed, bool may)
    {
        var target = _target with { AllowedMembers = allowed.Split(' ') };
        _models.Current = new ModelCatalog([Given.Model("gpt-4.1", target)]);
        using var call = Call("gpt-4.1");
        call.State.Request = new FakeRequest("gpt-4.1", stream: false, "provider", "models");

        var error = await RunAsync(call);

        Assert.Equal(may, error is null);
        Assert.Equal(may ? null : allowed == "provider" ? "models" : "provider", error?.Param);
    }

    [Fact]
    public async Task Refuses_a_member_that_one_of_the_targets_does_not_allow()
    {
        _models.Current = new ModelCatalog([Given.Model("gpt-4.1", _target with { AllowedMembers = ["models"] }, _target)]);
        using var call = Call("gpt-4.1");
        call.State.Request = new FakeRequest("gpt-4.1", stream: false, "models");

        Assert.Equal(ErrorKind.PermissionDenied, (await RunAsync(call))!.Kind);
    }

    [Theory]
    [InlineData(null, "2")]
    [InlineData("2", "2")]
    [InlineData("1", "1")]
    public async Task Chooses_the_version_that_is_asked_for(string? asked, string chosen)
    {
        using var call = Versioned(asked);

        Assert.Null(await RunAsync(call));

        Assert.Equal(chosen, call.State.Model!.Version);
    }

    [Fact]
    public async Task Names_the_versions_there_are()
    {
        using var call = Versioned("3");

        var error = (await RunAsync(call))!;

        Assert.Equal((ErrorKind.ModelNotFound, "version"), (error.Kind, error.Param));
        Assert.Equal("The model 'iris' has no version '3'; it has 2, 1.", error.Message);
    }

    private Call Versioned(string? version)
    {
        var (first, second) = (Given.Model("iris", _target) with { Version = "1" }, Given.Model("iris", _target) with { Version = "2" });
        _models.Current = new ModelCatalog([second with { Versions = [second, first] }]);
        var call = Given.Call(head: Given.Head(model: "iris") with { Version = version });
        call.State.Caller = new Caller(Given.Key());
        return call;
    }

    private static Call Call(string? model, params string[] allowed)
    {
        var call = Given.Call();
        call.State.RequestedModel = model;
        call.State.Caller = new Caller(Given.Key() with { AllowedModels = allowed.Length == 0 ? null : allowed });
        return call;
    }

    private async Task<CallError?> RunAsync(Call call)
    {
        var result = await new PolicyStage(_models, new PolicyBook()).RunAsync(call, (_, _) => ValueTask.FromResult(Given.Answer()), CancellationToken.None);
        return (result as CallResult.Failed)?.Error;
    }
}
