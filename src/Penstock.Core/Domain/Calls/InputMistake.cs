namespace Penstock.Domain.Calls;

/// <summary>One thing wrong with an input.</summary>
/// <param name="Path">Where: member names and indices joined by dots, for example <c>inputs.0.sepal_length</c>; empty for the whole body.</param>
/// <param name="Code">What, for machines: pydantic's error type, for example <c>missing</c> or <c>float_parsing</c>.</param>
/// <param name="Message">What, for people.</param>
/// <param name="Received">The value received as JSON text, shortened; null when there was none.</param>
public sealed record InputMistake(string Path, string Code, string Message, string? Received = null);
