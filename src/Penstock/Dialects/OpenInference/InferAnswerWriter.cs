using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Writes the answer to an inference request.</summary>
internal static class InferAnswerWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes an answer.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="model">The model that answers, in its version.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="output">The answer.</param>
    /// <param name="binary">Whether outputs go as bytes where the request says nothing of them.</param>
    /// <returns>How many bytes the JSON has, when there are tensors behind it; null when all is JSON.</returns>
    internal static int? Write(IBufferWriter<byte> into, Model model, InferContent request, PredictOutput output, bool binary)
    {
        var tensors = Tensors(WireSignature.Of(model.Signature!), request, output, request.Binary ?? binary);
        var json = new CountedBytes(into);
        using var writer = new Utf8JsonWriter(json, Options);
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, model.Id);
        if (model.Version is not null)
        {
            writer.WriteString("model_version"u8, model.Version);
        }

        if (request.Id is not null)
        {
            writer.WriteString("id"u8, request.Id);
        }

        writer.WritePropertyName("outputs"u8);
        InferWriter.WriteJson(writer, json, tensors);
        writer.WriteEndObject();
        writer.Flush();
        InferWriter.WriteBinary(into, tensors);
        return tensors.Exists(one => one.Binary) ? json.Count : null;
    }

    // In the order of the request, else of the signature.
    private static List<WireTensor> Tensors(WireSignature signature, InferContent request, PredictOutput output, bool binary)
    {
        var tensors = new List<WireTensor>(output.Values.Count);
        if (request.Outputs is null)
        {
            foreach (var value in output.Values)
            {
                // A function that gives nothing has no output, and still a value: null.
                if (signature.OutputOf(value.Name) >= 0)
                {
                    tensors.Add(Wire(signature, value, null, binary));
                }
            }

            return tensors;
        }

        foreach (var asked in request.Outputs)
        {
            foreach (var value in output.Values)
            {
                if (value.Name == asked.Name)
                {
                    tensors.Add(Wire(signature, value, asked, asked.Binary ?? binary));
                    break;
                }
            }
        }

        return tensors;
    }

    private static WireTensor Wire(WireSignature signature, NamedValue value, OutputRequest? asked, bool binary)
    {
        var field = signature.Outputs[signature.OutputOf(value.Name)];
        var tensor = OutputTensors.Of(value, field);

        // Names that were given to the classes go before those that the file knows them by.
        var classes = value is MapSequence maps ? field.Source.Classes.Count == maps.Keys.Count ? field.Source.Classes : maps.Keys : null;
        return asked is { Classes: > 0 }
            ? new WireTensor(Classification.Of(tensor, asked.Classes, classes ?? field.Source.Classes), binary)
            : new WireTensor(tensor, binary, asked?.Base64 == true, classes);
    }
}
