namespace Penstock.Core.Tests.Pipeline;

/// <summary>Nothing, until somebody cancels it; what waits goes on inside of the cancellation, not on another thread.</summary>
internal static class Silence
{
    public static async Task UntilAsync(CancellationToken ct)
    {
        var silence = new TaskCompletionSource();
        await using var registration = ct.Register(() => silence.TrySetCanceled(ct));
        await silence.Task;
    }
}
