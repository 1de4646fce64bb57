using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.TensorFlowServing;

/// <summary>
/// Writes answers in the form of their input: <c>{"predictions":[…]}</c>, one for each instance, or <c>{"outputs":…}</c>. A model with one output
/// answers with its bare values, others with objects by name. Outputs that have no row for each instance are given as <c>outputs</c>.
/// </summary>
internal static class PredictionsWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes an answer.</summary>
    internal static void Write(IBufferWriter<byte> into, PredictOutput output, Signature signature)
    {
        using var writer = new Utf8JsonWriter(into, Options);
        writer.WriteStartObject();
        if (output.Form.Layout != PredictLayout.Tensors && Rows(output.Values) is { } rows)
        {
            writer.WriteStartArray("predictions"u8);
            for (var row = 0; row < rows; row++)
            {
                var at = row;
                WriteValues(writer, output.Values, value => WriteRow(writer, into, value, at, Keys(value, signature)));
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WritePropertyName("outputs"u8);
            WriteValues(writer, output.Values, value => WriteWhole(writer, into, value, Keys(value, signature)));
        }

        writer.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter writer, IReadOnlyList<NamedValue> values, Action<NamedValue> write)
    {
        if (values is [var only])
        {
            write(only);
            return;
        }

        writer.WriteStartObject();
        foreach (var value in values)
        {
            writer.WritePropertyName(value.Name);
            write(value);
        }

        writer.WriteEndObject();
    }

    // How many rows all values have; null when they do not all have as many.
    private static int? Rows(IReadOnlyList<NamedValue> values)
    {
        int? rows = null;
        foreach (var value in values)
        {
            int? own = value switch
            {
                JsonText => 1,
                MapSequence maps => maps.Rows,
                Tensor { Shape: [var first, ..] } => (int)first,
                Tensor => 1,
                _ => null,
            };
            if (own is null || own != (rows ?? own))
            {
                return null;
            }

            rows = own;
        }

        return rows;
    }

    private static void WriteRow(Utf8JsonWriter writer, IBufferWriter<byte> into, NamedValue value, int row, IReadOnlyList<string> keys)
    {
        switch (value)
        {
            case JsonText json:
                writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
                break;
            case MapSequence maps:
                TensorWriter.WriteNamed(writer, keys, maps.Values, row * keys.Count);
                break;
            case Tensor { Shape: [] } scalar:
                WriteTensor(writer, into, scalar, [], 0);
                break;
            case Tensor tensor:
                WriteTensor(writer, into, tensor, tensor.Shape.AsSpan(1), row * (int)Tensor.CountOf(tensor.Shape.AsSpan(1)));
                break;
        }
    }

    private static void WriteWhole(Utf8JsonWriter writer, IBufferWriter<byte> into, NamedValue value, IReadOnlyList<string> keys)
    {
        switch (value)
        {
            case JsonText json:
                writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
                break;
            case Tensor tensor:
                WriteTensor(writer, into, tensor, tensor.Shape, 0);
                break;
            case MapSequence maps:
                writer.WriteStartArray();
                for (var row = 0; row < maps.Rows; row++)
                {
                    TensorWriter.WriteNamed(writer, keys, maps.Values, row * keys.Count);
                }

                writer.WriteEndArray();
                break;
        }
    }

    private static void WriteTensor(Utf8JsonWriter writer, IBufferWriter<byte> into, Tensor tensor, ReadOnlySpan<long> shape, int offset)
    {
        if (tensor.Type == DataType.Bytes)
        {
            WriteTexts(writer, tensor.Texts.Span, shape, ref offset);
        }
        else
        {
            TensorWriter.Write(writer, into, tensor, shape, offset);
        }
    }

    // Bytes that are no text go as {"b64":"…"}.
    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<ReadOnlyMemory<byte>> texts, ReadOnlySpan<long> shape, ref int at)
    {
        if (!shape.IsEmpty)
        {
            writer.WriteStartArray();
            for (var i = 0; i < shape[0]; i++)
            {
                WriteTexts(writer, texts, shape[1..], ref at);
            }

            writer.WriteEndArray();
            return;
        }

        var text = texts[at++].Span;
        if (Utf8.IsValid(text))
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartObject();
        writer.WriteBase64String("b64"u8, text);
        writer.WriteEndObject();
    }

    private static IReadOnlyList<string> Keys(NamedValue value, Signature signature) =>
        value is not MapSequence maps ? []
        : signature.Outputs.FirstOrDefault(field => field.Name == maps.Name) is { } field && field.Classes.Count == maps.Keys.Count ? field.Classes
        : maps.Keys;
}
