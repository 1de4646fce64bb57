using Penstock.Domain.Calls;

namespace Penstock.Domain.Models;

/// <summary>What is loaded, what is not and why; and the loading and unloading of it.</summary>
public interface IModelRepository
{
    /// <summary>Every version of every model that this server knows of, by name and then newest first.</summary>
    IReadOnlyList<ModelState> States { get; }

    /// <summary>Loads a model, or loads it anew: returns when it serves. The error says why it does not; what served before still does.</summary>
    ValueTask<CallError?> LoadAsync(string model, CancellationToken ct);

    /// <summary>Unloads a model: no new call reaches it, those that run may finish. The error says why it was not.</summary>
    ValueTask<CallError?> UnloadAsync(string model, CancellationToken ct);
}
