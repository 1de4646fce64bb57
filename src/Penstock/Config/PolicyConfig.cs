using Penstock.Domain.Policies;

namespace Penstock.Config;

/// <param name="Default">What happens to a call that no rule fits.</param>
/// <param name="Region">The region this server is in; null when the file does not say.</param>
internal sealed record PolicyConfig(PolicyEffect Default, string? Region);
