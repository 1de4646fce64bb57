namespace Penstock.Batching;

/// <summary>What a run gave, and how long its parts took.</summary>
/// <param name="Result">What it gave.</param>
/// <param name="Input">Putting the input together.</param>
/// <param name="Compute">The run itself.</param>
/// <param name="Output">Taking the output apart.</param>
public readonly record struct BatchRun<T>(T Result, TimeSpan Input, TimeSpan Compute, TimeSpan Output);
