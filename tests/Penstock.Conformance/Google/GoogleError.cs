namespace Penstock.Conformance.Google;

/// <summary>An exception of the SDK.</summary>
internal sealed record GoogleError(string Name, bool IsApiError, int? Status, string Message);
