using Penstock.Dialects.JsonService;

namespace Penstock.Gateways.Engines.Services;

/// <summary>A service's document as far as it is known.</summary>
/// <param name="Document">The document; null when none could be had yet.</param>
/// <param name="Problem">Why the last attempt brought none; null when it did.</param>
internal sealed record ServiceDocument(OpenApiDocument? Document, string? Problem);
