namespace Penstock.Secrets;

/// <summary>A secret that something needs.</summary>
/// <param name="Reference">Which.</param>
/// <param name="By">What needs it, for people: <c>providers.openai.api_key (penstock.yaml:12)</c>.</param>
/// <param name="FromApi">Whether it was declared through the management API, which may not name every secret.</param>
public sealed record SecretUse(SecretReference Reference, string By, bool FromApi = false);
