namespace Penstock.Config;

/// <summary>Makes the catalogue anew when the management API has changed what it is made of, before the change is answered.</summary>
internal sealed class CatalogRefresh
{
    /// <summary>What does it; nothing before the server has started.</summary>
    public Func<CancellationToken, Task> RunAsync { get; set; } = static _ => Task.CompletedTask;
}
