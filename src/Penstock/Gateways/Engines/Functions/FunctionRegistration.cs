namespace Penstock.Gateways.Engines.Functions;

/// <summary>A C# function that the host serves as a model.</summary>
internal sealed record FunctionRegistration(string Name, Delegate Function, string? Description);
