using Microsoft.Extensions.Hosting;

namespace Penstock.Hosting;

/// <summary>
/// The author's own code at the start and at the end. The start comes after the models are loaded and before anything listens; the
/// end after the last answer, and after what was left to be done after answers. The end runs in the reverse order.
/// </summary>
internal sealed class HostHooks(IServiceProvider services, IReadOnlyList<Func<IServiceProvider, Task>> start, IReadOnlyList<Func<IServiceProvider, Task>> stop) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var hook in start)
        {
            await hook(services);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var hook in stop.Reverse())
        {
            await hook(services);
        }
    }
}
