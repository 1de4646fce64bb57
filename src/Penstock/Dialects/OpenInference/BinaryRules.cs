using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Holds elements that did not come as JSON against what is said of them: bytes are held to the same ranges as numbers.</summary>
internal static class BinaryRules
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>What is wrong with the first element that does not fit; null when all do, and at once when nothing is said of them.</summary>
    /// <param name="field">The field.</param>
    /// <param name="tensor">The elements.</param>
    /// <param name="first">The place of the tensor's first element among all.</param>
    internal static Fault? Check(Field field, Tensor tensor, int first = 0)
    {
        if (ElementRules.For(field) is not { } rules)
        {
            return null;
        }

        // As JSON they are checked by the one check there is.
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        for (var i = 0; i < tensor.Count; i++)
        {
            buffer.ResetWrittenCount();
            writer.Reset(buffer);
            TensorWriter.Write(writer, buffer, tensor, [], i);
            writer.Flush();
            var reader = new Utf8JsonReader(buffer.WrittenSpan);
            reader.Read();
            if (rules.CheckValue(ref reader, first + i) is { } fault)
            {
                return fault with { Message = $"Element {first + i}: {fault.Message}" };
            }
        }

        return null;
    }
}
