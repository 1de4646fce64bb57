namespace Penstock.Conformance.Matrix;

/// <summary>What an SDK raised.</summary>
/// <param name="Name">The class.</param>
/// <param name="Status">The HTTP status that it carries.</param>
/// <param name="Message">What it says.</param>
internal sealed record MatrixError(string Name, int? Status, string Message);
