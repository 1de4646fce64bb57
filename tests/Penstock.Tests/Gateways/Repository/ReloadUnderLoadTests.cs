using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Models;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Repository;

/// <summary>
/// Reloads of a model of 8 MiB while it is called: 20 of them, or 200
/// with PENSTOCK_FULL=1.
/// </summary>
[Collection(Alone.Name)]
public sealed class ReloadUnderLoadTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("PENSTOCK_FULL") == "1" ? 200 : 20;
    private readonly OnnxFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fails_no_call_and_gives_the_memory_back()
    {
        _folder.Write("big/1/model.onnx", _folder.Weighs(8));
        await using var penstock = await PenstockServer.StartAsync($"repositories: [ {{ path: '{_folder.Path}' }} ]\n");
        var repository = penstock.Services.GetRequiredService<IModelRepository>();
        var holds = penstock.Services.GetRequiredService<EngineHolds>();
        var body = $"{{\"x\":[[{string.Join(',', Enumerable.Repeat("0.5", 1024))}]]}}";
        using var stop = new CancellationTokenSource();
        var (calls, failed) = (0, new List<string>());
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var reply = await penstock.Client.SendReplyAsync("POST", "models/big/invoke", body);
                Interlocked.Increment(ref calls);
                if (reply.Status != 200)
                {
                    lock (failed)
                    {
                        failed.Add($"{reply.Status} {reply.Text}");
                    }
                }
            }
        })).ToArray();

        // What grows once, grows here: buffers, code, the pool's threads.
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await repository.LoadAsync("big", TestContext.Current.CancellationToken));
        }

        var before = await RestingAsync(holds);
        for (var i = 0; i < Rounds; i++)
        {
            Assert.Null(await repository.LoadAsync("big", TestContext.Current.CancellationToken));
        }

        var after = await RestingAsync(holds);
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        output.WriteLine($"{Rounds} reloads, {calls} calls, {failed.Count} failed; resident before {before / 1048576.0:0.0} MiB, after {after / 1048576.0:0.0} MiB ({100.0 * after / before - 100:+0.0;-0.0} %)");
        Assert.Empty(failed);
        Assert.InRange(calls, Rounds, int.MaxValue);
        Assert.InRange(after, 0, before * 1.1);
    }

    [Fact]
    public async Task Gives_a_models_memory_back_when_it_is_unloaded()
    {
        _folder.Write("big/1/model.onnx", _folder.Weighs(64));
        await using var penstock = await PenstockServer.StartAsync($"repositories: [ {{ path: '{_folder.Path}' }} ]\n");
        var repository = penstock.Services.GetRequiredService<IModelRepository>();
        var holds = penstock.Services.GetRequiredService<EngineHolds>();
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "models/big/invoke", $"{{\"x\":[[{string.Join(',', Enumerable.Repeat("0.5", 1024))}]]}}")).Status);
        var loaded = await RestingAsync(holds);

        Assert.Null(await repository.UnloadAsync("big", TestContext.Current.CancellationToken));
        var unloaded = await RestingAsync(holds);

        output.WriteLine($"loaded {loaded / 1048576.0:0.0} MiB, unloaded {unloaded / 1048576.0:0.0} MiB");
        Assert.InRange(loaded - unloaded, 60 * 1048576, long.MaxValue);
    }

    // The smallest of a few: calls go on, and what they use now is not what stays.
    private static async Task<long> RestingAsync(EngineHolds holds)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            await holds.SettleAsync();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var process = Process.GetCurrentProcess();
            least = Math.Min(least, process.WorkingSet64);
        }

        return least;
    }
}
