namespace Penstock.Bench;

/// <summary>The upstream and the systems before it, all running; a system that is absent or does not start is left out, aloud.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private readonly Scratch _scratch = new();
    private readonly List<Child> _children = [];
    private readonly List<Target> _targets = [];

    private Stand()
    {
    }

    /// <summary>Direct first, then in the order asked for.</summary>
    public IReadOnlyList<Target> Targets => _targets;

    public Target Direct => _targets[0];

    /// <summary>One of the systems that were asked for was there but did not become ready.</summary>
    public bool Incomplete { get; private set; }

    public static async Task<Stand> StartAsync(BenchOptions options, bool paced)
    {
        var stand = new Stand();
        try
        {
            var systems = new Systems(options, stand._scratch.Folder);
            var upstream = systems.StartUpstream(out var port, paced);
            stand._children.Add(upstream);
            foreach (var name in options.Systems.Prepend("direct").Distinct())
            {
                await stand.AddAsync(systems.Start(name, upstream, port), name);
            }

            return stand;
        }
        catch
        {
            await stand.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _targets)
        {
            await target.DisposeAsync();
        }

        foreach (var child in _children)
        {
            await child.DisposeAsync();
        }

        _scratch.Dispose();
    }

    private async Task AddAsync(Target? target, string name)
    {
        if (target is null)
        {
            Console.Error.WriteLine($"{name}: neither installed nor built here, left out");
            return;
        }

        try
        {
            target.WaitUntilReady(Workload.All[0], TimeSpan.FromSeconds(20));
            _targets.Add(target);
        }
        catch (NotReadyException e) when (name != "direct")
        {
            Console.Error.WriteLine($"left out: {e.Message}");
            Incomplete = true;
            await target.DisposeAsync();
        }
    }
}
