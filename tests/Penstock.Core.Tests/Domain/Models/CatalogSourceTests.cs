using Penstock.Core.Tests.Pipeline;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Core.Tests.Domain.Models;

public sealed class CatalogSourceTests
{
    private readonly EngineHolds _holds = new();

    [Fact]
    public async Task Disposes_an_engine_when_it_was_replaced_and_nobody_used_it()
    {
        var engine = new DisposableEngine();
        var source = new CatalogSource(Of(engine), _holds);

        source.Current = ModelCatalog.Empty;

        await engine.Disposed.WaitAsync(TestContext.Current.CancellationToken);
        await _holds.SettleAsync();
        Assert.False(_holds.IsHeld(engine));
    }

    [Fact]
    public async Task Disposes_an_engine_only_when_the_last_call_that_may_use_it_has_ended()
    {
        var engine = new DisposableEngine();
        var source = new CatalogSource(Of(engine), _holds);
        var (first, second) = (source.Enter(), source.Enter());

        source.Current = ModelCatalog.Empty;
        first.Leave();
        Assert.True(_holds.IsHeld(engine));
        Assert.False(engine.Disposed.IsCompleted);

        second.Leave();
        await engine.Disposed.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Keeps_an_engine_that_the_next_catalogue_has_too()
    {
        var engine = new DisposableEngine();
        var source = new CatalogSource(Of(engine), _holds);

        source.Current = Of(engine);
        await _holds.SettleAsync();
        Assert.False(engine.Disposed.IsCompleted);

        source.Current = ModelCatalog.Empty;
        await engine.Disposed.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Holds_the_engines_of_versions_canaries_and_shadows()
    {
        DisposableEngine[] engines = [new(), new(), new()];
        var model = Given.Model("m", Given.Target(engines[0])) with
        {
            Versions = [Given.Model("m", Given.Target(engines[1]))],
            Shadow = new ModelShadow(Given.Model("m", Given.Target(engines[2])), 1, 0),
        };
        var source = new CatalogSource(new ModelCatalog([model]), _holds);
        Assert.All(engines, engine => Assert.True(_holds.IsHeld(engine)));

        source.Current = ModelCatalog.Empty;
        await Task.WhenAll(engines.Select(engine => engine.Disposed)).WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Cannot_be_entered_once_it_is_over()
    {
        var source = new CatalogSource(ModelCatalog.Empty, _holds);
        var old = source.Enter();
        old.Leave();
        source.Current = ModelCatalog.Empty;

        Assert.False(old.TryEnter());
        Assert.False(old.TryEnter());
        Assert.NotSame(old, source.Enter());
    }

    [Fact]
    public async Task Never_lets_a_call_meet_a_disposed_engine_while_catalogues_change_under_load()
    {
        var made = new List<DisposableEngine> { new() };
        var source = new CatalogSource(Of(made[0]), _holds);
        var over = false;
        var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var met = 0;
            while (!Volatile.Read(ref over))
            {
                var lease = source.Enter();
                met += ((DisposableEngine)lease.Catalogue.All[0].Targets[0].Engine).Disposed.IsCompleted ? 1 : 0;
                met += ((DisposableEngine)lease.Catalogue.All[0].Targets[0].Engine).Disposed.IsCompleted ? 1 : 0;
                lease.Leave();
            }

            return met;
        })).ToArray();
        for (var i = 0; i < 5000; i++)
        {
            made.Add(new DisposableEngine());
            source.Current = Of(made[^1]);
        }

        Volatile.Write(ref over, true);
        var met = await Task.WhenAll(calls);
        Assert.Equal([0, 0, 0, 0], met);
        source.Current = ModelCatalog.Empty;
        await Task.WhenAll(made.Select(engine => engine.Disposed)).WaitAsync(TestContext.Current.CancellationToken);
    }

    private static ModelCatalog Of(DisposableEngine engine) => new([Given.Model("m", Given.Target(engine))]);
}
