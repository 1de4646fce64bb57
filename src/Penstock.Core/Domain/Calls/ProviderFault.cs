namespace Penstock.Domain.Calls;

/// <summary>A provider's own error answer, kept so that it can be passed on as it came.</summary>
/// <param name="Status">The provider's HTTP status.</param>
/// <param name="Dialect">The wire format of <paramref name="Body"/>.</param>
/// <param name="ContentType">The provider's <c>Content-Type</c>; null when it sent none.</param>
/// <param name="Body">The body as it came, shortened to the limit errors have.</param>
public sealed record ProviderFault(int Status, string Dialect, string? ContentType, ReadOnlyMemory<byte> Body);
