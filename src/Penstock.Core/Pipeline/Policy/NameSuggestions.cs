using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Policy;

/// <summary>The error for a model that does not exist, with the nearest name the caller may call.</summary>
public static class NameSuggestions
{
    /// <summary>Makes the error.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="visible">The models the caller may see.</param>
    public static CallError NotFound(string name, IEnumerable<Model> visible)
    {
        var nearest = NearestName.Find(name, visible.Select(model => model.Id));
        return new CallError(
            ErrorKind.ModelNotFound,
            $"The model '{ModelName.Shown(name)}' does not exist." + (nearest is null ? " GET /v1/models lists those you may call." : $" Did you mean '{nearest}'?"))
        {
            Param = "model",
        };
    }

    /// <summary>The error for a name that no model has which the caller may see; one that a model had before leads to that model.</summary>
    public static CallError Missing(string name, ModelCatalog models, Caller caller) =>
        Renamed(name, models, caller) ?? NotFound(name, models.VisibleTo(caller));

    /// <summary>The error for the old name of a model; null when it is none.</summary>
    public static CallError? Renamed(string name, ModelCatalog models, Caller caller) =>
        models.Renamed(name) is { } model && model.IsOpenTo(caller) && (caller.MayCall(model.Id) || caller.MayCall(name))
            ? new CallError(ErrorKind.ModelNotFound, $"The model '{name}' was renamed to '{model.Id}'. Call it by that name.") { Param = "model", Renamed = (name, model.Id) }
            : null;

    /// <summary>The error for a model that answers no more.</summary>
    public static CallError Retired(Model model) => new(
        ErrorKind.ModelNotFound,
        $"The model '{model.Id}' was retired and answers no more." + (model.Lifecycle.Successor is { } successor ? $" Call '{successor}' in its place." : " GET /v1/models lists those you may call."))
    {
        Param = "model",
    };

    /// <summary>The error for a version that a model does not have.</summary>
    public static CallError NoVersion(Model model, string version) => new(
        ErrorKind.ModelNotFound,
        model.Versions.Count == 0
            ? $"The model '{model.Id}' has no versions. Leave the version out."
            : $"The model '{model.Id}' has no version '{ModelName.Shown(version)}'; it has {string.Join(", ", model.Versions.Select(one => one.Version))}.")
    {
        Param = "version",
    };
}
