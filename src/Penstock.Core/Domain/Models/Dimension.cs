namespace Penstock.Domain.Models;

/// <summary>One dimension of a shape.</summary>
/// <param name="Size">Its size; null when it varies.</param>
/// <param name="Name">Its symbolic name, when the model gives one.</param>
public sealed record Dimension(long? Size, string? Name = null);
