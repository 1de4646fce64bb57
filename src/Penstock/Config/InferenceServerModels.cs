using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.OpenInference;
using Penstock.Gateways.Engines.Services;

namespace Penstock.Config;

/// <summary>Makes the models that run at Open-Inference servers; what they take and give is read from the servers' metadata.</summary>
internal sealed class InferenceServerModels(EngineShelf engines, Descriptions<ServedModel> descriptions)
{
    /// <summary>What the servers say of their models.</summary>
    public Descriptions<ServedModel> Descriptions => descriptions;

    /// <summary>Whether a provider is such a server.</summary>
    public static bool IsServer(ProviderConfig provider) => provider.Dialect == ProviderKeys.OpenInference;

    /// <summary>Asks the servers of a configuration for its models.</summary>
    public Task RefreshAsync(PenstockConfig config, CancellationToken ct) => descriptions.RefreshAsync(
        [.. config.Models.Values.OfType<TargetModelConfig>()
            .Select(model => (Target: model.Targets[0], Provider: config.Providers[model.Targets[0].Provider]))
            .Where(pair => IsServer(pair.Provider))
            .Select(pair => SourceOf(pair.Target, pair.Provider))
            .DistinctBy(source => source.Key)],
        ct);

    /// <summary>The model of a target; what its server does not tell may come later, and the model is not ready until then.</summary>
    public Model Build(TargetModelConfig declared, ProviderConfig provider, RouteOptions route)
    {
        var target = declared.Targets[0];
        var source = SourceOf(target, provider);
        var (served, problem) = descriptions.Of(source);
        return new Model
        {
            Id = declared.Id,
            Description = served?.Description ?? "",
            Capabilities = [Capability.Predict],
            Platform = "open_inference",
            Targets = served is null ? [] : [new Target(provider.Name, target.Model, new OpenInferenceEngine(source.Provider, source.Http, source.Address, served), route) { Price = target.Price, Region = target.Region ?? provider.Region }],
            Signature = served?.Signature,
            NotReady = served is null ? problem : null,
            Source = "file",
        };
    }

    private ServedModelSource SourceOf(TargetConfig target, ProviderConfig provider) =>
        new(engines.Options(provider), target.Model, target.Version, engines.Connections(provider));
}
