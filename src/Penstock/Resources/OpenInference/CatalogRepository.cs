using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Resources.OpenInference;

/// <summary>The repository of a server that has no folder of models: what is in the catalogue serves, and only the configuration changes that.</summary>
internal sealed class CatalogRepository(CatalogSource catalogue) : IModelRepository
{
    /// <inheritdoc/>
    public IReadOnlyList<ModelState> States =>
    [
        .. catalogue.Current.All.Where(model => model.Can(Capability.Predict)).SelectMany(model => model.Versions.Count > 0
            ? model.Versions.Select(version => new ModelState(model.Id, version.Version, ModelCondition.Ready))
            : [new ModelState(model.Id, model.Version, ModelCondition.Ready)]),
    ];

    /// <inheritdoc/>
    public ValueTask<CallError?> LoadAsync(string model, CancellationToken ct) => ValueTask.FromResult<CallError?>(Refuse(model));

    /// <inheritdoc/>
    public ValueTask<CallError?> UnloadAsync(string model, CancellationToken ct) => ValueTask.FromResult<CallError?>(Refuse(model));

    private static CallError Refuse(string model) => new(
        ErrorKind.InvalidRequest,
        $"The model '{ModelName.Shown(model)}' is loaded and unloaded by the configuration: this server has no folder of models that could do it by request.");
}
