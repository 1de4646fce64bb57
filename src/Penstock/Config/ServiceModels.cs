using Penstock.Domain.Models;

namespace Penstock.Config;

/// <summary>Makes the models that run at servers which say themselves what can be called there: JSON services and Open-Inference servers.</summary>
internal sealed class ServiceModels(JsonServiceModels services, InferenceServerModels servers)
{
    /// <summary>Whether a provider is such a server.</summary>
    public static bool IsService(ProviderConfig provider) => JsonServiceModels.IsService(provider) || InferenceServerModels.IsServer(provider);

    /// <summary>Fetches what the servers of a configuration say of themselves.</summary>
    public Task RefreshAsync(PenstockConfig config, CancellationToken ct) => Task.WhenAll(services.RefreshAsync(config, ct), servers.RefreshAsync(config, ct));

    /// <summary>From now on what is missing is tried again, and <paramref name="arrived"/> is called when something came.</summary>
    public void KeepTrying(Func<Task> arrived)
    {
        services.Documents.KeepTrying(arrived);
        servers.Descriptions.KeepTrying(arrived);
    }

    /// <summary>The model of a target; a mistake when the file alone is wrong.</summary>
    public (Model? Model, ConfigMistake? Mistake) Build(TargetModelConfig declared, ProviderConfig provider, RouteOptions route, ConfigReading reading) =>
        InferenceServerModels.IsServer(provider) ? (servers.Build(declared, provider, route), null) : services.Build(declared, provider, route, reading);
}
