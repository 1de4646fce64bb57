using Penstock.Domain.Calls;
using Penstock.Pipeline.Invoke;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Invoke;

public sealed class InvokeStageTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Calls_the_engine_and_stamps_its_first_start()
    {
        using var call = Given.Call(_time);
        var answer = Given.Answer();
        call.State.Target = Given.Target(new FakeEngine((_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return ValueTask.FromResult(answer);
        }));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(answer, await RunAsync(call));
        await RunAsync(call);

        Assert.Equal(TimeSpan.FromSeconds(1), call.Between(call.Started, call.State.EngineStarted));
    }

    [Fact]
    public async Task Is_a_bug_without_a_target()
    {
        using var call = Given.Call(_time);

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(call).AsTask());
    }

    private static ValueTask<CallResult> RunAsync(Call call) => new InvokeStage().RunAsync(call, null!, CancellationToken.None);
}
