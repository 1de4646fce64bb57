namespace Penstock.Pipeline.Responses;

/// <summary>A response that a later request may refer to by its id.</summary>
/// <param name="Id">Its id: one of Penstock's own, or the provider's.</param>
/// <param name="KeyId">The key that made it, which alone may use it.</param>
/// <param name="Model">The model that made it, by its public name.</param>
/// <param name="Provider">The provider that keeps it; null where Penstock does.</param>
/// <param name="Content">What Penstock keeps, as JSON: the whole input and the response; empty where a provider keeps it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on nobody can use it.</param>
public sealed record KeptResponse(
    string Id, string KeyId, string Model, string? Provider, ReadOnlyMemory<byte> Content, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
