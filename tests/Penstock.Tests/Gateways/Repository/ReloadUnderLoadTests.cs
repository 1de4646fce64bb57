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
    private static readonly bool Full = Environment.GetEnvironmentVariable("PENSTOCK_FULL") == "1";
    private static readonly int Rounds = Full ? 200 : 20;

    // Calls alone let a process grow by 20 MiB until their code is compiled for good, whether or not anything is reloaded.
    private static readonly int WarmUp = Full ? 8000 : 200;
    private const int Callers = 4;
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
        using var running = new SemaphoreSlim(Callers);
        var (calls, failed) = (0, new List<string>());
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await running.WaitAsync();
                var reply = await penstock.Client.SendReplyAsync("POST", "models/big/invoke", body);
                running.Release();
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

        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await repository.LoadAsync("big", TestContext.Current.CancellationToken));
        }

        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref calls) >= WarmUp), "the server is warm", TimeSpan.FromMinutes(3));

        var before = await RestingAsync(holds, running);
        for (var i = 0; i < Rounds; i++)
        {
            Assert.Null(await repository.LoadAsync("big", TestContext.Current.CancellationToken));
        }

        var after = await RestingAsync(holds, running);
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
        using var nobody = new SemaphoreSlim(Callers);
        var loaded = await RestingAsync(holds, nobody);

        Assert.Null(await repository.UnloadAsync("big", TestContext.Current.CancellationToken));

        // What the last call held may be let go of a moment after its answer has come.
        var unloaded = loaded;
        await Eventually.TrueAsync(
            async () => loaded - (unloaded = await RestingAsync(holds, nobody)) >= 60 * 1048576,
            $"60 of the model's 64 MiB come back: loaded {loaded / 1048576.0:0.0} MiB, unloaded {unloaded / 1048576.0:0.0} MiB");
        output.WriteLine($"loaded {loaded / 1048576.0:0.0} MiB, unloaded {unloaded / 1048576.0:0.0} MiB");
    }

    // No call runs: what the last ones held has been let go of.
    private static async Task<long> RestingAsync(EngineHolds holds, SemaphoreSlim running)
    {
        for (var i = 0; i < Callers; i++)
        {
            await running.WaitAsync();
        }

        await holds.SettleAsync();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        var resident = process.WorkingSet64;
        running.Release(Callers);
        return resident;
    }
}
