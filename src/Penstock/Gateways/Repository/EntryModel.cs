using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>What the catalogue shows of a model from files.</summary>
internal static class EntryModel
{
    /// <summary>What runs ONNX models, as the Open Inference Protocol names platforms.</summary>
    public const string Platform = "onnx_onnxv1";

    // Whoever gets the canary may be answered by the others, should it fail.
    private static readonly RouteOptions CanaryRoute = RouteOptions.Local with { Attempts = 2 };

    /// <summary>One version, called by its name.</summary>
    public static Model OfVersion(ModelEntry entry, LoadedVersion loaded) => Plain(entry, loaded.Files.Version) with
    {
        Description = entry.Spec.Description ?? loaded.Opened.Description,
        Signature = loaded.Opened.Signature,
        Batching = loaded.Opened.Batching,
        Targets = [TargetOf(entry, loaded, RouteOptions.Local, 1)],
    };

    /// <summary>The model: its default version, with the share of its canary and its shadow.</summary>
    public static Model Of(ModelEntry entry)
    {
        var versions = new List<Model>();
        foreach (var version in Names(entry))
        {
            versions.Add((entry.Ready.GetValueOrDefault(version) is { } ready ? OfVersion(entry, ready) : Refused(entry, version)) with { Versions = versions });
        }

        if (entry.Default is not { } chosen)
        {
            return Plain(entry, null) with { Description = entry.Spec.Description ?? "", NotReady = Reason(entry), Versions = versions };
        }

        var model = OfVersion(entry, chosen) with { Versions = versions };
        if (entry.Canary is { Weight: > 0 } canary && entry.Ready.GetValueOrDefault(canary.Version) is { } other && other != chosen)
        {
            model = model with { Targets = [TargetOf(entry, chosen, RouteOptions.Local, 100 - canary.Weight), TargetOf(entry, other, CanaryRoute, canary.Weight)] };
        }

        return entry.Spec.Shadow is { } shadow && entry.Ready.GetValueOrDefault(shadow.Version) is { } shade && shade != chosen
            ? model with { Shadow = new ModelShadow(OfVersion(entry, shade), shadow.Sample, shadow.Tolerance) }
            : model;
    }

    /// <summary>Why a model does not serve.</summary>
    public static string Reason(ModelEntry entry) =>
        entry.Unloaded ? "it was unloaded"
            : entry.Trouble ?? (entry.Loading is not null ? "it is being loaded"
            : entry.Refused.Count > 0 ? string.Join("; ", entry.Refused.OrderByDescending(pair => pair.Key, VersionOrder.OldestFirst).Select(pair => pair.Key.Length > 0 ? $"version {pair.Key}: {pair.Value.Reason}" : pair.Value.Reason))
            : "none of its versions is to be loaded");

    // What may be asked for by name: what serves, and what would if it could.
    private static IEnumerable<string> Names(ModelEntry entry) =>
        entry.Ready.Keys.Concat(entry.Refused.Keys).Where(name => name.Length > 0).Distinct().OrderByDescending(name => name, VersionOrder.OldestFirst);

    private static Model Refused(ModelEntry entry, string version) =>
        Plain(entry, version) with { Description = entry.Spec.Description ?? "", NotReady = $"version {version}: {entry.Refused[version].Reason}" };

    private static Target TargetOf(ModelEntry entry, LoadedVersion loaded, RouteOptions route, int weight) =>
        new("onnx", loaded.Files.Version is { } version ? $"{entry.Spec.Id}:{version}" : entry.Spec.Id, loaded.Opened.Engine, route) { Version = loaded.Files.Version, Weight = weight, PricedBy = Target.Local };

    private static Model Plain(ModelEntry entry, string? version) => new()
    {
        Id = entry.Spec.Id,
        Version = version,
        Capabilities = [Capability.Predict],
        Platform = Platform,
        Targets = [],
        DocumentationUrl = entry.Spec.DocumentationUrl,
        Owner = entry.Spec.Owner,
        Card = entry.Spec.Card,
        DataClasses = entry.Spec.DataClasses,
        Lifecycle = entry.Spec.Lifecycle,
        Price = entry.Spec.Price,
        Source = entry.Spec.Source,
        Created = entry.Created,
    };
}
