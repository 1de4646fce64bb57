using Penstock.Domain.Calls;

namespace Penstock.Domain.Models;

/// <summary>Which version of a model answers. What is decided here outlives the server's end; what the configuration declares is not changed here.</summary>
public interface IModelReleases
{
    /// <summary>Every model, by name.</summary>
    IReadOnlyList<ModelRelease> Releases { get; }

    /// <summary>Makes the next older version the default, and keeps it so. The error says why not; then nothing has changed.</summary>
    ValueTask<CallError?> RollBackAsync(string model, CancellationToken ct);

    /// <summary>Makes a version the default, and keeps it so; null goes back to the newest. The error says why not; then nothing has changed.</summary>
    ValueTask<CallError?> PinAsync(string model, string? version, CancellationToken ct);

    /// <summary>Gives a version a share of the calls; null takes it away. The error says why not; then nothing has changed.</summary>
    ValueTask<CallError?> CanaryAsync(string model, CanaryRule? canary, CancellationToken ct);
}
