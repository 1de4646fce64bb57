using System.Text.Json;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Turns the values of an answer into tensors.</summary>
internal static class OutputTensors
{
    /// <summary>A value as a tensor: ZipMap's maps as a table, a function's result as one element, null as none.</summary>
    internal static Tensor Of(NamedValue value, WireField field) => value switch
    {
        Tensor tensor => tensor,
        MapSequence maps => maps.Values,
        JsonText json => OfJson(json, field),
        _ => throw new InvalidOperationException($"An answer has no {value.GetType().Name}."),
    };

    private static Tensor OfJson(JsonText json, WireField field)
    {
        if (field.Source.Type == DataType.Json)
        {
            return new Tensor(field.Name, [1], new[] { json.Utf8 });
        }

        var reader = new Utf8JsonReader(json.Utf8.Span);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return field.Tensor.Type == DataType.Bytes
                ? new Tensor(field.Name, [0], ReadOnlyMemory<ReadOnlyMemory<byte>>.Empty)
                : new Tensor(field.Name, field.Tensor.Type, [0], ReadOnlyMemory<byte>.Empty);
        }

        // One element: its memory is left to the collector.
        var builder = TensorBuilder.For(field.Tensor, new TensorMemory());
        return builder.Put(ref reader, 0) is { } fault
            ? throw new InvalidOperationException($"The result of a function is no {field.Datatype}: {fault.Message}")
            : builder.Build([1]);
    }
}
