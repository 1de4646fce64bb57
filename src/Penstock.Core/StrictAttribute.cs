namespace Penstock;

/// <summary>
/// Takes only the exact JSON type where else values are coerced: <c>"1"</c> and <c>1.0</c> are no integers then, 1 is no truth value.
/// Dates, times, UUIDs and decimals, which JSON has no types for, are still taken from texts. It holds for all that is in what it is
/// written at: a parameter, a property, a record, or a function with all its parameters.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method)]
public sealed class StrictAttribute : Attribute;
