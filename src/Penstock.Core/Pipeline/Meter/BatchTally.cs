namespace Penstock.Pipeline.Meter;

/// <summary>The runs of one size.</summary>
/// <param name="Size">Rows in the run.</param>
/// <param name="Input">Putting the input together.</param>
/// <param name="Compute">The run itself.</param>
/// <param name="Output">Taking the output apart.</param>
public readonly record struct BatchTally(long Size, Tally Input, Tally Compute, Tally Output);
