using Penstock.Domain.Calls;

namespace Penstock.Dialects;

/// <summary>Where a provider's answer comes from: what its reader needs besides its bytes.</summary>
/// <param name="Call">The call it answers; usage is reported to its state.</param>
/// <param name="Request">What was sent.</param>
/// <param name="ContentType">The answer's media type as it came.</param>
/// <param name="Headers">The provider's headers that cross to a client of the same dialect.</param>
internal sealed record AnswerSource(Call Call, ProviderRequest Request, string? ContentType, IReadOnlyList<KeyValuePair<string, string>> Headers);
