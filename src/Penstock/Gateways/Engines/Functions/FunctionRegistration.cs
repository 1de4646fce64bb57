using Penstock.Batching;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>A C# function that the host serves as a model.</summary>
internal sealed record FunctionRegistration(string Name, Delegate Function, string? Description)
{
    /// <summary>How calls share runs, of a function over lists; null for one that serves each call by itself.</summary>
    public BatchOptions? Batching { get; init; }
}
