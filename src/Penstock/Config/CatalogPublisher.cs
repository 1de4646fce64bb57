using Penstock.Domain.Models;
using Penstock.Gateways.Repository;

namespace Penstock.Config;

/// <summary>Puts models in force: those that are no files, as the configuration has them, and those of the repository, as they are now.</summary>
internal sealed class CatalogPublisher
{
    private readonly CatalogSource _catalogue;
    private readonly ModelRepository _repository;
    private readonly Lock _gate = new();
    private IReadOnlyList<Model> _fixed = [];

    public CatalogPublisher(CatalogSource catalogue, ModelRepository repository)
    {
        (_catalogue, _repository) = (catalogue, repository);
        repository.Changed = Publish;
    }

    /// <summary>Loads what is to be loaded, and swaps the whole catalogue when that is done.</summary>
    public async Task PublishAsync(BuiltModels built, CancellationToken ct)
    {
        await _repository.ApplyAsync(built.Files, ct);
        _fixed = built.Fixed;
        Publish();
    }

    /// <summary>Takes everything out of force.</summary>
    public async Task EndAsync()
    {
        await _repository.DisposeAsync();
        _catalogue.Current = ModelCatalog.Empty;
    }

    private void Publish()
    {
        lock (_gate)
        {
            var files = _repository.Models;
            var names = files.Select(model => model.Id).ToHashSet(StringComparer.Ordinal);
            _catalogue.Current = new ModelCatalog(_fixed.Where(model => !names.Contains(model.Id)).Concat(files));
        }
    }
}
