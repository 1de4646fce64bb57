namespace Penstock.Domain.Calls;

/// <summary>A typed answer.</summary>
/// <param name="Form">The form of the input it answers.</param>
/// <param name="Values">The values, in the signature's order. A function has one, named <c>result</c>.</param>
public sealed record PredictOutput(PredictForm Form, IReadOnlyList<NamedValue> Values) : CallOutput;
