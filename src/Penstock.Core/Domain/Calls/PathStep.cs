namespace Penstock.Domain.Calls;

/// <summary>One step of the way to a value: into a member, or into an item of a list.</summary>
/// <param name="Name">The member's name; null for an item.</param>
/// <param name="Index">The item's index, from 0; 0 for a member.</param>
public readonly record struct PathStep(string? Name, int Index = 0);
