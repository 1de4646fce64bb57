using System.Diagnostics;

namespace Penstock.Tests.Resources;

/// <summary>Waits for a condition of something that runs beside the test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="TimeoutException">It did not come true within the time (20 s unless said).</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (within ?? Patience))
            {
                throw new TimeoutException($"Not in {within ?? Patience}: {what}");
            }

            await Task.Delay(10);
        }
    }
}
