using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Repository;
using Xunit;

namespace Penstock.Tests.Gateways.Repository;

public sealed class ModelRepositoryTests : IAsyncDisposable
{
    private readonly TextModels _models = new();

    public ValueTask DisposeAsync() => _models.DisposeAsync();

    [Fact]
    public async Task Serves_the_newest_version_and_no_other()
    {
        Write(("m/1", "one"), ("m/2", "two"), ("m/10", "ten"));
        await _models.ApplyAsync();

        Assert.Equal("ten", await _models.AskAsync("m"));
        Assert.Equal(["ten"], _models.Opened);
        Assert.Equal("m:10 Ready", _models.States());
        Assert.Equal("10", Assert.Single(_models.Repository.Releases).Default);
        Assert.Equal(["10", "2", "1"], _models.Repository.Releases[0].Versions.Select(version => version.Version));
    }

    [Fact]
    public async Task Keeps_the_versions_that_the_policy_names()
    {
        Write(("m/1", "one"), ("m/2", "two"), ("m/3", "three"));
        await _models.ApplyAsync(spec => spec with { Versions = new VersionPolicy(2) });
        Assert.Equal("m:3 Ready; m:2 Ready", _models.States());
        Assert.Equal(("three", "two", "no such model"), (await _models.AskAsync("m"), await _models.AskAsync("m", "2"), await _models.AskAsync("m", "1")));

        await _models.RestartAsync(spec => spec with { Versions = VersionPolicy.All });
        Assert.Equal("m:3 Ready; m:2 Ready; m:1 Ready", _models.States());

        await _models.RestartAsync(spec => spec with { Versions = new VersionPolicy(int.MaxValue, ["1", "9"]) });
        Assert.Equal("m:1 Ready", _models.States());
    }

    [Fact]
    public async Task Starts_with_the_newest_version_that_can_be_loaded_and_says_why_a_newer_one_cannot()
    {
        Write(("m/1", "one"), ("m/2", "broken two"));
        await _models.ApplyAsync();

        Assert.Equal("one", await _models.AskAsync("m"));
        Assert.Equal("m:2 Unavailable (the text is broken two); m:1 Ready", _models.States());
        Assert.Contains("broken two", await _models.AskAsync("m", "2"));
    }

    [Fact]
    public async Task Answers_with_the_reason_when_nothing_can_be_loaded()
    {
        Write(("m/1", "broken one"));
        await _models.ApplyAsync();

        Assert.Equal("The model 'm' is not ready: version 1: the text is broken one.", await _models.AskAsync("m"));
        Assert.Equal(ErrorKind.Unavailable, _models.Catalogue.Current.Find("m")!.Unavailable!.Kind);
        Assert.NotNull(_models.Catalogue.Current.Find("m")!.Unavailable!.RetryAfter);
    }

    [Fact]
    public async Task Takes_a_new_version_only_when_two_looks_in_a_row_see_the_same()
    {
        Write(("m/1", "one"));
        await _models.ApplyAsync();

        Write(("m/2", "two, but only ha"));
        Assert.True(await LookAsync());
        Write(("m/2", "two, all of it here"));
        Assert.True(await LookAsync());
        Assert.Equal("one", await _models.AskAsync("m"));
        Assert.False(await LookAsync());

        Assert.Equal("two, all of it here", await _models.AskAsync("m"));
        Assert.Equal(["one", "two, all of it here"], _models.Opened);
    }

    [Fact]
    public async Task Reloads_a_file_that_has_changed_in_its_place_and_keeps_the_old_one_when_the_new_is_broken()
    {
        var file = _models.Write("single.onnx", "first");
        await _models.ApplyAsync(new RepositoryPlan([_models.Spec("single", file)], [], new HashSet<string>()));

        _models.Write("single.onnx", "broken now");
        await _models.SettleAsync();
        Assert.Equal("first", await _models.AskAsync("single"));
        Assert.Equal("single: Ready (its files have changed and were refused, what was loaded before serves: the text is broken now)", _models.States());

        _models.Write("single.onnx", "second one");
        await _models.SettleAsync();
        Assert.Equal("second one", await _models.AskAsync("single"));
        Assert.Equal("single: Ready", _models.States());
    }

    [Fact]
    public async Task Goes_on_with_a_declared_model_whose_file_is_gone_and_drops_one_that_left_the_folder()
    {
        var file = _models.Write("single.onnx", "one");
        Write(("m/1", "other"));
        await _models.ApplyAsync(_models.Plan() with { Models = [_models.Spec("declared", file)] });

        File.Delete(file);
        Directory.Delete(Path.Combine(_models.Folder, "m"), recursive: true);
        Assert.True(await LookAsync());
        Assert.Equal("other", await _models.AskAsync("m"));
        await _models.SettleAsync();

        Assert.Equal("no such model", await _models.AskAsync("m"));
        Assert.Equal("one", await _models.AskAsync("declared"));
        Assert.Contains("there is no model file", _models.States());
    }

    [Fact]
    public async Task Keeps_what_it_has_while_the_folder_cannot_be_read()
    {
        Write(("m/1", "one"));
        await _models.ApplyAsync();
        Directory.Move(_models.Folder, _models.Folder + ".away");
        await _models.SettleAsync();
        await _models.SettleAsync();
        Directory.Move(_models.Folder + ".away", _models.Folder);

        Assert.Equal("one", await _models.AskAsync("m"));
    }

    [Fact]
    public async Task Unloads_until_it_is_told_to_load_or_a_file_changes()
    {
        Write(("m/1", "one"));
        await _models.ApplyAsync();

        Assert.Null(await _models.Repository.UnloadAsync("m", CancellationToken.None));
        await _models.SettleAsync();
        Assert.Equal("The model 'm' is not ready: it was unloaded.", await _models.AskAsync("m"));
        await _models.Holds.SettleAsync();
        Assert.Equal("m:1 Unavailable (unloaded)", _models.States());

        Assert.Null(await _models.Repository.LoadAsync("m", CancellationToken.None));
        Assert.Equal("one", await _models.AskAsync("m"));

        await _models.Repository.UnloadAsync("m", CancellationToken.None);
        Write(("m/1", "one, changed"));
        await _models.SettleAsync();
        Assert.Equal("one, changed", await _models.AskAsync("m"));
    }

    [Fact]
    public async Task Says_unloading_as_long_as_a_call_runs()
    {
        Write(("m/1", "one"));
        await _models.ApplyAsync();
        var call = _models.Catalogue.Enter();

        await _models.Repository.UnloadAsync("m", CancellationToken.None);
        Assert.StartsWith("m:1 Unloading", _models.States());

        call.Leave();
        await _models.Holds.SettleAsync();
        Assert.Equal("m:1 Unavailable (unloaded)", _models.States());
    }

    [Fact]
    public async Task Loads_anew_on_request_and_says_why_when_it_does_not()
    {
        Write(("m/1", "one"));
        await _models.ApplyAsync();

        Assert.Null(await _models.Repository.LoadAsync("m", CancellationToken.None));
        Assert.Equal(["one", "one"], _models.Opened);

        Write(("m/1", "broken"));
        var error = (await _models.Repository.LoadAsync("m", CancellationToken.None))!;
        Assert.Equal((ErrorKind.Conflict, "The model 'm' was not loaded, what served before still does: version 1: the text is broken."), (error.Kind, error.Message));
        Assert.Equal("one", await _models.AskAsync("m"));
        Assert.Equal(ErrorKind.ModelNotFound, (await _models.Repository.LoadAsync("x", CancellationToken.None))!.Kind);
    }

    [Fact]
    public async Task Refuses_to_load_or_unload_what_is_no_file()
    {
        _models.Catalogue.Current = new ModelCatalog([new Model { Id = "gpt", Capabilities = [Capability.Chat], Targets = [new Target("openai", "gpt", new NoEngine(), RouteOptions.Local)], Source = "file" }]);

        Assert.Equal("gpt: Ready", _models.States());
        Assert.Equal(ErrorKind.Conflict, (await _models.Repository.UnloadAsync("gpt", CancellationToken.None))!.Kind);
        Assert.Contains("runs on 'openai'", (await _models.Repository.LoadAsync("gpt", CancellationToken.None))!.Message);
    }

    [Fact]
    public async Task Rolls_back_keeps_it_over_a_restart_and_goes_forward_again()
    {
        Write(("m/1", "one"), ("m/2", "two"), ("m/3", "three"));
        await _models.ApplyAsync();

        Assert.Null(await _models.Repository.RollBackAsync("m", CancellationToken.None));
        Assert.Equal("two", await _models.AskAsync("m"));
        await _models.RestartAsync();
        Assert.Equal("two", await _models.AskAsync("m"));
        Write(("m/4", "four"));
        await _models.SettleAsync();
        Assert.Equal("two", await _models.AskAsync("m"));

        Assert.Null(await _models.Repository.RollBackAsync("m", CancellationToken.None));
        Assert.Equal("one", await _models.AskAsync("m"));
        Assert.Equal(ErrorKind.Conflict, (await _models.Repository.RollBackAsync("m", CancellationToken.None))!.Kind);

        Assert.Null(await _models.Repository.PinAsync("m", null, CancellationToken.None));
        Assert.Equal("four", await _models.AskAsync("m"));
    }

    [Fact]
    public async Task Changes_nothing_when_the_older_version_cannot_be_loaded()
    {
        Write(("m/1", "broken one"), ("m/2", "two"));
        await _models.ApplyAsync();

        var error = (await _models.Repository.RollBackAsync("m", CancellationToken.None))!;

        Assert.Equal((ErrorKind.Conflict, "Version 1 of the model 'm' cannot be used: the text is broken one."), (error.Kind, error.Message));
        Assert.Equal("two", await _models.AskAsync("m"));
        Assert.Null(_models.Repository.Releases[0].Pinned);
        Assert.Equal(ErrorKind.NotFound, (await _models.Repository.PinAsync("m", "7", CancellationToken.None))!.Kind);
    }

    [Fact]
    public async Task Gives_a_canary_its_share_of_calls_that_name_no_version()
    {
        Write(("m/1", "one"), ("m/2", "two"));
        await _models.ApplyAsync(spec => spec with { Canary = new CanaryRule("2", 10) });

        var model = _models.Catalogue.Current.Find("m")!;
        Assert.Equal([("m:1", "1", 90), ("m:2", "2", 10)], model.Targets.Select(target => (target.UpstreamModel, target.Version!, target.Weight)));
        Assert.Equal("1", model.Version);
        Assert.Equal(["m:2"], model.In("2")!.Targets.Select(target => target.UpstreamModel));
        Assert.Equal(["m:1"], model.In("1")!.Targets.Select(target => target.UpstreamModel));
        Assert.Equal(ErrorKind.Conflict, (await _models.Repository.CanaryAsync("m", null, CancellationToken.None))!.Kind);
    }

    [Fact]
    public async Task Loads_a_version_once_that_is_the_chosen_one_and_the_canary()
    {
        Write(("m/1", "one"), ("m/2", "two"));
        await _models.ApplyAsync();
        Assert.Null(await _models.Repository.CanaryAsync("m", new CanaryRule("1", 10), CancellationToken.None));
        await _models.RestartAsync();
        _models.Opened.Clear();

        Assert.Null(await _models.Repository.PinAsync("m", "1", CancellationToken.None));
        await _models.RestartAsync();

        Assert.Equal(["one"], _models.Opened);
        Assert.Equal("one", await _models.AskAsync("m"));
        Assert.Single(_models.Catalogue.Current.Find("m")!.Targets);
    }

    [Fact]
    public async Task Refuses_a_canary_that_takes_something_else()
    {
        Write(("m/1", "one:x"), ("m/2", "two:z"));
        await _models.ApplyAsync();
        Assert.Null(await _models.Repository.PinAsync("m", "1", CancellationToken.None));

        var error = (await _models.Repository.CanaryAsync("m", new CanaryRule("2", 50), CancellationToken.None))!;

        Assert.Equal("Version 2 of the model 'm' cannot be used: it cannot be the canary of version 1: it has no input 'x'.", error.Message);
        Assert.Single(_models.Catalogue.Current.Find("m")!.Targets);
    }

    [Fact]
    public async Task Serves_the_declared_model_where_a_folder_has_the_same_name()
    {
        var file = _models.Write("elsewhere/file.onnx", "declared");
        Write(("m/1", "from the folder"));
        await _models.ApplyAsync(_models.Plan() with { Models = [_models.Spec("m", file)] });

        Assert.Equal("declared", await _models.AskAsync("m"));
    }

    [Fact]
    public async Task Disposes_what_it_has_replaced()
    {
        Write(("m/1", "one"));
        await _models.ApplyAsync();
        var old = _models.Catalogue.Current.Find("m")!.Targets[0].Engine;

        await _models.Repository.LoadAsync("m", CancellationToken.None);
        await _models.Holds.SettleAsync();

        Assert.False(_models.Holds.IsHeld(old));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await old.InvokeAsync(null!, null!, CancellationToken.None));
        Assert.Equal("one", await _models.AskAsync("m"));
    }

    [Theory]
    [InlineData("""{"input":{"x":["a"]},"output":{"y":["one"]}}""", null)]
    [InlineData("""{"input":{"x":["a"]}}""", null)]
    [InlineData("""{"input":{"x":["a"]},"output":{"y":["other"]}}""", "the golden sample's output.y[0] is \"one\" and not \"other\"")]
    [InlineData("""{"input":{"x":["a"]},"out":1}""", "the golden sample golden.json cannot be used: it has an unknown member 'out'; known are input, output, tolerance")]
    [InlineData("""{"output":1}""", "the golden sample golden.json cannot be used: it has no member 'input'")]
    public async Task Serves_a_version_only_when_it_answers_its_golden_sample(string golden, string? reason)
    {
        _models.Write("m/golden.json", golden);
        Write(("m/1", "one"));
        await _models.ApplyAsync();

        Assert.Equal(reason is null ? "m:1 Ready" : $"m:1 Unavailable ({reason})", _models.States());
    }

    [Fact]
    public async Task Loads_a_file_from_elsewhere_when_it_has_come_and_tries_again_until_then()
    {
        var tries = 0;
        var come = new TaskCompletionSource();
        var again = new TaskCompletionSource();
        var spec = _models.Spec("far", "") with
        {
            Fetch = async ct =>
            {
                if (++tries == 1)
                {
                    return (null, "the server is away");
                }

                again.TrySetResult();
                await come.Task.WaitAsync(ct);
                return (_models.Write("fetched.onnx", "from afar"), null);
            },
        };
        await _models.ApplyAsync(new RepositoryPlan([spec], [], new HashSet<string>()));
        Assert.StartsWith("The model 'far' is not ready:", await _models.AskAsync("far"));

        while (!again.Task.IsCompleted)
        {
            _models.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("far: Loading (the server is away)", _models.States());
        come.SetResult();
        while (await _models.AskAsync("far") != "from afar")
        {
            await Task.Yield();
        }

        Assert.Equal("far: Ready", _models.States());
    }

    private void Write(params (string Version, string Text)[] versions) => Array.ForEach(versions, version => _models.Write(version.Version + "/model.onnx", version.Text));

    private Task<bool> LookAsync() => _models.Repository.LookAsync(CancellationToken.None);
}
