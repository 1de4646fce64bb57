using Penstock.Pipeline;
using Xunit;

namespace Penstock.Core.Tests.Pipeline;

public sealed class RunningCallsTests
{
    [Fact]
    public async Task Stops_those_that_run_and_fit()
    {
        var running = new RunningCalls();
        using var fits = Given.Call(id: "call_fits");
        using var other = Given.Call(id: "call_other");
        using var ended = Given.Call(id: "call_ended");
        foreach (var call in new[] { fits, other, ended })
        {
            running.Add(call);
        }

        await running.OnEndAsync(ended, CancellationToken.None);

        Assert.Equal(2, running.Count);
        Assert.Equal(1, running.Stop(call => call.Id != "call_other", Given.Left));
        Assert.Same(Given.Left, fits.StopReason);
        Assert.True(fits.Stopped.IsCancellationRequested);
        Assert.Null(other.StopReason);
        Assert.Null(ended.StopReason);
    }
}
