namespace Penstock.Domain.Models;

/// <summary>A member of a <see cref="RecordShape"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What its value must be.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Default">The value it has when it is left out, as JSON text; null when nothing is known of that.</param>
public sealed record JsonMember(string Name, JsonShape Shape, bool Required, string? Default = null);
