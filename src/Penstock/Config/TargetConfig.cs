using Penstock.Domain.Money;

namespace Penstock.Config;

/// <param name="Provider">The name of a provider.</param>
/// <param name="Model">The provider's own name for the model; of a JSON service what is called there.</param>
/// <param name="Weight">How many of the calls it gets, against the model's other targets.</param>
internal sealed record TargetConfig(string Provider, string Model, int Weight = 1)
{
    /// <summary>Targets of a higher order get only what those of a lower one cannot do.</summary>
    public int Order { get; init; }

    /// <summary>A version of the model at an Open-Inference server; null for the server's own choice.</summary>
    public string? Version { get; init; }

    /// <summary>An operation of a JSON service by its <c>operationId</c>; null otherwise.</summary>
    public string? Operation { get; init; }

    /// <summary>A path of a JSON service; null otherwise.</summary>
    public string? Path { get; init; }

    /// <summary>The verb for <see cref="Path"/>; null when the file does not say.</summary>
    public string? Method { get; init; }

    /// <summary>Where it runs; null where that is where its provider does.</summary>
    public string? Region { get; init; }

    /// <summary>What it costs; null when the file does not say.</summary>
    public OwnPrice? Price { get; init; }
}
