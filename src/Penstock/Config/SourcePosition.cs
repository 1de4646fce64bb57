namespace Penstock.Config;

/// <summary>Where a value was written: a line and column of the file (both from 1, 0 = unknown), or an environment variable.</summary>
internal readonly record struct SourcePosition(int Line, int Column, string? Variable = null)
{
    public static SourcePosition OfVariable(string name) => new(0, 0, name);
}
