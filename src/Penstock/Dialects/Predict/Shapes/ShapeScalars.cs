using System.Globalization;
using System.Text.Json;
using Penstock.Dialects.Predict.Elements;
using Penstock.Dialects.Predict.Temporal;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Shapes;

/// <summary>Reads single values by their shapes and writes them as strict JSON.</summary>
internal static class ShapeScalars
{
    /// <summary>Copies the value the reader stands at; null when it fits. A list or an object is refused and not skipped.</summary>
    internal static Fault? Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer, JsonShape shape, bool strict) => shape switch
    {
        BoolShape => Bool(ref reader, writer, strict),
        IntegerShape integer => Integer(ref reader, writer, integer, strict),
        FloatShape number => Float(ref reader, writer, number, strict),
        DecimalShape => Decimal(ref reader, writer, shape.Constraints),
        TextShape => Text(ref reader, writer, shape.Constraints),
        DateShape => Write(TemporalReader.Date(ref reader, strict, out var text), writer, text),
        DateTimeShape date => Write(TemporalReader.DateTime(ref reader, strict, shape.ClrType, date.Offset, out var text), writer, text),
        TimeShape => Write(TemporalReader.Time(ref reader, strict, out var text), writer, text),
        DurationShape => Write(TemporalReader.Duration(ref reader, strict, out var text), writer, text),
        UuidShape => Uuid(ref reader, writer),
        BytesShape => Bytes(ref reader, writer, shape.Constraints),
        ChoiceShape choice => Choice(ref reader, writer, choice),
        _ => throw new InvalidOperationException($"A {shape.GetType().Name} is no single value."),
    };

    private static Fault? Bool(ref Utf8JsonReader reader, Utf8JsonWriter writer, bool strict)
    {
        if (strict && reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return Fault.BoolType;
        }

        if (BoolElement.TryRead(ref reader, out var value, out var fault))
        {
            writer.WriteBooleanValue(value);
        }

        return fault;
    }

    private static Fault? Integer(ref Utf8JsonReader reader, Utf8JsonWriter writer, IntegerShape shape, bool strict)
    {
        if (strict && !StrictToken.IsInteger(ref reader))
        {
            return Fault.IntType;
        }

        var fault = LaxInteger.Read(ref reader, shape.Least, shape.Most, out var value)
            ?? (shape.Constraints is { } rules ? ConstraintCheck.Number(rules, value) : null);
        if (fault is null)
        {
            // Without the zeros behind the point of 1.0.
            writer.WriteNumberValue(decimal.Truncate(value));
        }

        return fault;
    }

    private static Fault? Float(ref Utf8JsonReader reader, Utf8JsonWriter writer, FloatShape shape, bool strict)
    {
        if (strict && reader.TokenType != JsonTokenType.Number)
        {
            return Fault.FloatType;
        }

        double value;
        Fault? fault;
        if (shape.Bits == 64)
        {
            FloatElement<double>.TryRead(ref reader, out value, out fault);
        }
        else if (shape.Bits == 32)
        {
            FloatElement<float>.TryRead(ref reader, out var single, out fault);
            value = single;
        }
        else
        {
            FloatElement<Half>.TryRead(ref reader, out var half, out fault);
            value = (double)half;
        }

        fault ??= shape.Constraints is { } rules ? ConstraintCheck.Number(rules, value) : null;
        if (fault is not null)
        {
            return fault;
        }

        if (!double.IsFinite(value))
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
        else if (shape.Bits == 64)
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNumberValue((float)value);
        }

        return null;
    }

    private static Fault? Decimal(ref Utf8JsonReader reader, Utf8JsonWriter writer, Constraints? rules)
    {
        if (DecimalElement.TryRead(ref reader, out var value, out var fault))
        {
            fault = rules is null ? null : ConstraintCheck.Number(rules, value);
        }

        if (fault is null)
        {
            writer.WriteNumberValue(value);
        }

        return fault;
    }

    private static Fault? Text(ref Utf8JsonReader reader, Utf8JsonWriter writer, Constraints? rules)
    {
        if (TextElement.TryRead(ref reader, out var value, out var fault))
        {
            fault = rules is null ? null : ConstraintCheck.Text(rules, value);
        }

        return Write(fault, writer, value!);
    }

    // pydantic also takes uuid.UUID's own text with urn:uuid: before it.
    private static Fault? Uuid(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return Fault.UuidType;
        }

        if (!TextElement.TryRead(ref reader, out var text, out _))
        {
            return Fault.UuidParsing;
        }

        var bare = text.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? text.AsSpan("urn:uuid:".Length) : text;
        if (Guid.TryParseExact(bare, "D", out var value) || Guid.TryParseExact(bare, "N", out value) || Guid.TryParseExact(bare, "B", out value))
        {
            writer.WriteStringValue(value);
            return null;
        }

        return Fault.UuidParsing;
    }

    private static Fault? Bytes(ref Utf8JsonReader reader, Utf8JsonWriter writer, Constraints? rules)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return Fault.BytesType;
        }

        byte[]? value;
        try
        {
            if (!reader.TryGetBytesFromBase64(out value))
            {
                return Fault.BytesEncoding;
            }
        }
        catch (InvalidOperationException)
        {
            return Fault.BytesEncoding;
        }

        var fault = rules is null ? null : ConstraintCheck.Length("Data", rules.MinLength, rules.MaxLength, value.Length);
        if (fault is null)
        {
            writer.WriteBase64StringValue(value);
        }

        return fault;
    }

    private static Fault? Choice(ref Utf8JsonReader reader, Utf8JsonWriter writer, ChoiceShape shape)
    {
        var table = ChoiceTable.For(shape);
        if (table.Find(ref reader) is not { } json)
        {
            return table.Wrong;
        }

        writer.WriteRawValue(json, skipInputValidation: true);
        return null;
    }

    private static Fault? Write(Fault? fault, Utf8JsonWriter writer, string text)
    {
        if (fault is null)
        {
            writer.WriteStringValue(text);
        }

        return fault;
    }
}
