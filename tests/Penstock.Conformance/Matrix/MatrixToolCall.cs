namespace Penstock.Conformance.Matrix;

/// <summary>A call of a tool.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Input">Its arguments, in JSON.</param>
internal sealed record MatrixToolCall(string Name, string Input);
