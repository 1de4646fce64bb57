using Penstock.Domain.Models;

namespace Penstock.Resources.OpenInference;

/// <summary>Tells from the states of a repository whether models are ready.</summary>
internal static class ModelReadiness
{
    private const string Unloaded = "unloaded";

    /// <summary>Whether every model serves in some version, those aside that were unloaded on purpose.</summary>
    public static bool All(IReadOnlyList<ModelState> states) =>
        states.GroupBy(state => state.Name, StringComparer.Ordinal)
            .All(model => model.Any(state => state.Condition == ModelCondition.Ready) || model.All(IsUnloaded));

    /// <summary>Why a model, or a version of it, is not ready; null when it is, or when the repository does not know it.</summary>
    public static string? Of(IReadOnlyList<ModelState> states, string name, string? version)
    {
        var own = states.Where(state => state.Name == name && (version is null || state.Version == version)).ToArray();
        return own.Length == 0 || own.Any(state => state.Condition == ModelCondition.Ready)
            ? null
            : own[0].Reason.Length > 0 ? own[0].Reason : own[0].Condition.ToString().ToLowerInvariant();
    }

    private static bool IsUnloaded(ModelState state) =>
        state.Condition == ModelCondition.Unavailable && (state.Reason.Length == 0 || state.Reason == Unloaded);
}
