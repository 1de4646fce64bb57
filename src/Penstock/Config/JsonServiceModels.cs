using Penstock.Dialects.JsonService;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Services;

namespace Penstock.Config;

/// <summary>Makes the models that run at JSON services; what they take and give is read from the services' documents.</summary>
internal sealed class JsonServiceModels(EngineShelf engines, Descriptions<OpenApiDocument> documents)
{
    /// <summary>The documents.</summary>
    public Descriptions<OpenApiDocument> Documents => documents;

    /// <summary>Whether a provider is a JSON service.</summary>
    public static bool IsService(ProviderConfig provider) => provider.Dialect == ProviderKeys.JsonService;

    /// <summary>Fetches the documents of a configuration.</summary>
    public Task RefreshAsync(PenstockConfig config, CancellationToken ct) => documents.RefreshAsync(
        [.. config.Providers.Values.Where(provider => IsService(provider) && provider.OpenApi is not null)
            .Select(SourceOf)
            .DistinctBy(source => source.Key)],
        ct);

    /// <summary>The model of a target; a mistake when a document in a file does not have it. What is wrong with a fetched one may change: the model is not ready then.</summary>
    public (Model? Model, ConfigMistake? Mistake) Build(TargetModelConfig declared, ProviderConfig provider, RouteOptions route, ConfigReading reading)
    {
        var target = declared.Targets[0];
        var (operation, problem) = Find(target, provider);
        if (problem is not null && provider.OpenApi is { IsAbsoluteUri: true, IsFile: true })
        {
            var path = ConfigPlace.Join("models", declared.Id) + ".targets[0]";
            return (null, reading.MistakeAt(path, problem, "Correct the file or the target."));
        }

        return (new Model
        {
            Id = declared.Id,
            Description = operation?.Description ?? "",
            Capabilities = [Capability.Predict],
            Platform = "json_service",
            Targets = operation is null ? [] : [new Target(provider.Name, target.Model, engines.Service(provider, operation), route) { Price = target.Price, Region = target.Region ?? provider.Region }],
            Signature = operation?.Signature,
            NotReady = problem,
            Source = "file",
        }, null);
    }

    private (ServiceOperation? Operation, string? Problem) Find(TargetConfig target, ProviderConfig provider)
    {
        if (provider.OpenApi is null)
        {
            return (ServiceOperation.Unknown(target.Method ?? "POST", target.Path!), null);
        }

        var (document, missing) = documents.Of(SourceOf(provider));
        if (document is null)
        {
            return (null, missing);
        }

        var (operation, problem) = target.Operation is { } id ? document.Find(id) : document.Find(target.Path!, target.Method);
        return (operation, problem is null ? null : $"the OpenAPI document of '{provider.Name}' {problem}");
    }

    private ServiceSource SourceOf(ProviderConfig provider) => new(
        engines.Options(provider),
        provider.OpenApi!.IsAbsoluteUri ? provider.OpenApi : new Uri(provider.BaseUrl.AbsoluteUri.TrimEnd('/') + provider.OpenApi.OriginalString),
        engines.Connections(provider));
}
