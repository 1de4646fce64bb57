using System.Collections.Frozen;
using Penstock.Domain.Access;

namespace Penstock.Domain.Models;

/// <summary>An immutable snapshot of all models. A change swaps it whole.</summary>
public sealed class ModelCatalog
{
    private readonly FrozenDictionary<string, Model> _models;

    /// <summary>Makes a snapshot; ids must be unique.</summary>
    public ModelCatalog(IEnumerable<Model> models)
    {
        All = [.. models.OrderBy(model => model.Id, StringComparer.Ordinal)];
        _models = All.ToFrozenDictionary(model => model.Id, StringComparer.Ordinal);
    }

    /// <summary>No models.</summary>
    public static ModelCatalog Empty { get; } = new([]);

    /// <summary>All models, by id.</summary>
    public IReadOnlyList<Model> All { get; }

    /// <summary>The model of a public name; null when there is none.</summary>
    public Model? Find(string id) => _models.GetValueOrDefault(id);

    /// <summary>The models a caller may see, by id.</summary>
    public IEnumerable<Model> VisibleTo(Caller caller) => All.Where(model => caller.MayCall(model.Id));
}
