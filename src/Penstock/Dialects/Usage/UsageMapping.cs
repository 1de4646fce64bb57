namespace Penstock.Dialects.Usage;

/// <summary>One count.</summary>
/// <param name="Path">Where it stands under the root.</param>
/// <param name="To">The unit it counts.</param>
/// <param name="Required">Whether there is no usage without it.</param>
internal sealed record UsageMapping(UsagePath Path, string To, bool Required);
