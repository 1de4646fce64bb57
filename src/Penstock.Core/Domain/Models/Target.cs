using Penstock.Domain.Calls;
using Penstock.Domain.Money;

namespace Penstock.Domain.Models;

/// <summary>A place where a model runs.</summary>
/// <param name="Provider">The provider's name, <c>onnx</c> or <c>function</c>.</param>
/// <param name="UpstreamModel">The model's name there.</param>
/// <param name="Engine">What runs it.</param>
/// <param name="Route">Time-outs and retries.</param>
public sealed record Target(string Provider, string UpstreamModel, IEngine Engine, RouteOptions Route)
{
    /// <summary>What prices what runs in this process: it costs nothing unless somebody says so.</summary>
    public const string Local = "local";

    /// <summary>How many of the calls it gets, against the other targets of its model; 0 means none unless no other is left.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Those of the lowest order get the calls; those of a higher one only what none of them can do.</summary>
    public int Order { get; init; }

    /// <summary>The version of the model that runs here; null when the model has none.</summary>
    public string? Version { get; init; }

    /// <summary>Governed routing members that a client may send to this target.</summary>
    public IReadOnlyList<string> AllowedMembers { get; init; } = [];

    /// <summary>The wire format of the model's own bodies here, by its name; null for what has none, as an ONNX file.</summary>
    public string? Dialect { get; init; }

    /// <summary>What its wire format has operations for; null where that is not known, or all the same.</summary>
    public IReadOnlyList<Capability>? Capabilities { get; init; }

    /// <summary>The content of conversations that its wire format can carry besides text, in words for people: <c>audio input</c>.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The price that the configuration gives it; null when that says none.</summary>
    internal OwnPrice? Price { get; init; }

    /// <summary>The shipped list that has the prices of its provider; <see cref="Local"/> for what runs in this process; null where the address must tell.</summary>
    public string? PricedBy { get; init; }

    /// <summary>The provider's base address; null where there is none.</summary>
    public Uri? Address { get; init; }

    /// <summary>The most tokens that its provider takes for what is not text.</summary>
    public InputCosts InputCosts { get; init; } = InputCosts.Unknown;

    /// <summary>Whether its wire format has an operation for a capability, as far as that is known.</summary>
    public bool Has(Capability capability) => Capabilities?.Contains(capability) ?? true;
}
