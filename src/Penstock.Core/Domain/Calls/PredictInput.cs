namespace Penstock.Domain.Calls;

/// <summary>A typed input that fits the model's signature. What the caller left out, and may leave out, is not in it.</summary>
/// <param name="Form">How the caller gave it, so that the answer mirrors it.</param>
/// <param name="Values">The values, in the signature's order.</param>
public sealed record PredictInput(PredictForm Form, IReadOnlyList<NamedValue> Values) : CallInput;
