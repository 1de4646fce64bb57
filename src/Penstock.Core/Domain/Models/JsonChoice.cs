namespace Penstock.Domain.Models;

/// <summary>One value of a <see cref="ChoiceShape"/>.</summary>
/// <param name="Json">The value as JSON text.</param>
/// <param name="Alias">Another way to write it, as JSON text: the number of an enum's member; null when there is none.</param>
public sealed record JsonChoice(string Json, string? Alias = null);
