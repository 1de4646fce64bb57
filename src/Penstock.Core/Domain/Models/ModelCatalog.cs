using System.Collections.Frozen;
using Penstock.Domain.Access;

namespace Penstock.Domain.Models;

/// <summary>An immutable snapshot of all models. A change swaps it whole.</summary>
public sealed class ModelCatalog
{
    private readonly FrozenDictionary<string, Model> _models;
    private readonly FrozenDictionary<string, Model> _renamed;

    /// <summary>Makes a snapshot; ids must be unique.</summary>
    public ModelCatalog(IEnumerable<Model> models)
    {
        All = [.. models.OrderBy(model => model.Id, StringComparer.Ordinal)];
        _models = All.ToFrozenDictionary(model => model.Id, StringComparer.Ordinal);
        var renamed = new Dictionary<string, Model>(StringComparer.Ordinal);
        foreach (var model in All)
        {
            foreach (var old in model.Lifecycle.RenamedFrom)
            {
                renamed.TryAdd(old, model);
            }
        }

        _renamed = renamed.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>No models.</summary>
    public static ModelCatalog Empty { get; } = new([]);

    /// <summary>All models, by id.</summary>
    public IReadOnlyList<Model> All { get; }

    /// <summary>The model of a public name; null when there is none.</summary>
    public Model? Find(string id) => _models.GetValueOrDefault(id);

    /// <summary>The model of a public name, if the caller may see it.</summary>
    public Model? Find(string id, Caller caller) => Find(id) is { } model && caller.MayCall(id) && model.IsOpenTo(caller) ? model : null;

    /// <summary>The model that had a name before; null when none had, or a model has it now.</summary>
    public Model? Renamed(string id) => _renamed.TryGetValue(id, out var model) && !_models.ContainsKey(id) ? model : null;

    /// <summary>The models a caller may see, by id; those that answer no more aside.</summary>
    public IEnumerable<Model> VisibleTo(Caller caller) => All.Where(model => model.Lifecycle.Stage != ModelStage.Retired && caller.MayCall(model.Id) && model.IsOpenTo(caller));
}
