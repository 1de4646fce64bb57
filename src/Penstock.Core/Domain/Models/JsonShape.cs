namespace Penstock.Domain.Models;

/// <summary>What a JSON value must be. Values that are near enough are coerced unless it is <see cref="Strict"/>.</summary>
public abstract record JsonShape
{
    /// <summary>Whether it may be null.</summary>
    public bool Nullable { get; init; }

    /// <summary>What it must keep to besides its type; null when there is nothing.</summary>
    public Constraints? Constraints { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>An example as JSON text; null when there is none.</summary>
    public string? Example { get; init; }

    /// <summary>Whether only the exact JSON type passes: <c>"1"</c> is no number then.</summary>
    public bool Strict { get; init; }

    /// <summary>The C# type behind it, for functions; null otherwise.</summary>
    public Type? ClrType { get; init; }
}

/// <summary>True or false.</summary>
public sealed record BoolShape : JsonShape;

/// <summary>A whole number.</summary>
/// <param name="Least">The least number its type holds.</param>
/// <param name="Most">The greatest number its type holds.</param>
public sealed record IntegerShape(decimal Least = long.MinValue, decimal Most = long.MaxValue) : JsonShape;

/// <summary>A floating-point number.</summary>
/// <param name="Bits">How many bits its type has: 16, 32 or 64.</param>
public sealed record FloatShape(int Bits = 64) : JsonShape;

/// <summary>A decimal number, as exact as it was written.</summary>
public sealed record DecimalShape : JsonShape;

/// <summary>A text.</summary>
/// <param name="Format">Its format as JSON Schema names it, for documents only; null when it has none.</param>
public sealed record TextShape(string? Format = null) : JsonShape;

/// <summary>A date, <c>2026-11-21</c>.</summary>
public sealed record DateShape : JsonShape;

/// <summary>A date with a time of day, <c>2026-11-21T15:00:00Z</c>.</summary>
/// <param name="Offset">Whether it always has an offset: one that is written without is UTC then.</param>
public sealed record DateTimeShape(bool Offset = false) : JsonShape;

/// <summary>A time of day, <c>15:00:00</c>, without an offset.</summary>
public sealed record TimeShape : JsonShape;

/// <summary>A span of time, <c>PT1H30M</c> (ISO 8601).</summary>
public sealed record DurationShape : JsonShape;

/// <summary>A UUID.</summary>
public sealed record UuidShape : JsonShape;

/// <summary>Binary data as base64.</summary>
public sealed record BytesShape : JsonShape;

/// <summary>One of a few values.</summary>
/// <param name="Choices">The values.</param>
/// <param name="Literal">Whether they are mere values and not the members of an enum: only the error's code differs.</param>
public sealed record ChoiceShape(IReadOnlyList<JsonChoice> Choices, bool Literal = false) : JsonShape;

/// <summary>A list. <see cref="JsonShape.Constraints"/> bounds its items.</summary>
/// <param name="Item">What each item must be.</param>
public sealed record ListShape(JsonShape Item) : JsonShape;

/// <summary>An object whose members have any names. <see cref="JsonShape.Constraints"/> bounds their number.</summary>
/// <param name="Value">What each member's value must be.</param>
public sealed record MapShape(JsonShape Value) : JsonShape;

/// <summary>An object with known members.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Members">The members, in their order.</param>
/// <param name="Extra">What becomes of other members.</param>
public sealed record RecordShape(string Name, IReadOnlyList<JsonMember> Members, ExtraMembers Extra = ExtraMembers.Ignored) : JsonShape;

/// <summary>Any JSON value; what <see cref="JsonShape.ClrType"/> is read from as a whole, where it is known.</summary>
public sealed record AnyShape : JsonShape;

/// <summary>A record inside itself (a tree's child): refers to it, so that no shape is endless.</summary>
/// <param name="Name">What the record is called.</param>
/// <param name="Target">Gives the record's shape.</param>
public sealed record RecursiveShape(string Name, Func<JsonShape> Target) : JsonShape;
