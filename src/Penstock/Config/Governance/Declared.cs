namespace Penstock.Config.Governance;

/// <summary>A managed thing that the file declares, and how the management API shows it.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Body">The same as JSON: secrets masked, variables not expanded.</param>
/// <param name="At">Where.</param>
internal sealed record Declared<T>(T Value, string Body, SourcePosition At);
