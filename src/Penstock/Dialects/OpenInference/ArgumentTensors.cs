using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Turns tensors of one element into the arguments of a function, which are read as any others are.</summary>
internal static class ArgumentTensors
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>The input of a function.</summary>
    internal static (PredictInput? Input, CallError? Error) Read(InferContent content, WireSignature signature)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            foreach (var tensor in content.Tensors)
            {
                writer.WritePropertyName(tensor.Name);
                Write(writer, buffer, tensor, signature.Inputs[signature.InputOf(tensor.Name)].Source);
            }

            writer.WriteEndObject();
        }

        var (input, error) = PredictReader.Read(buffer.WrittenSpan, signature.Source);
        return (input, error is null ? null : MistakePlaces.Move(error, path => Place(path, content, signature)));
    }

    private static void Write(Utf8JsonWriter writer, IBufferWriter<byte> into, Tensor tensor, Field field)
    {
        if (tensor.Count == 0)
        {
            writer.WriteNullValue();
        }
        else if (field.Type == DataType.Json && IsJson(tensor.Texts.Span[0].Span))
        {
            writer.WriteRawValue(tensor.Texts.Span[0].Span, skipInputValidation: true);
        }
        else
        {
            // What is no JSON goes as a text: a date, say, is one anyway.
            TensorWriter.Write(writer, into, tensor, [], 0);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = InputCursor.MaxDepth - 1 });
        try
        {
            while (reader.Read())
            {
            }

            return System.Text.Unicode.Utf8.IsValid(text);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // `who.x` is a mistake in the data of the tensor `who`.
    private static string Place(string path, InferContent content, WireSignature signature)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? path : path[..dot];
        return content.Tensors.Any(tensor => tensor.Name == name) ? $"inputs.{content.Places[signature.InputOf(name)]}.data.0{path[name.Length..]}" : "inputs";
    }
}
