using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>
/// Writes a typed answer in the form of its input:
/// <list type="bullet">
/// <item>a row is answered with an object, <c>{"label":0,"class_name":"setosa","probabilities":{"setosa":0.98,…}}</c>;</item>
/// <item>a list, of rows or of a nested array's first dimension, with a list of such objects, one for each, in their order;</item>
/// <item>tensors by name with tensors by name, <c>{"OUTPUT0":[[4,6]]}</c>, class names aside;</item>
/// <item>what came in <c>inputs</c> goes out in <c>outputs</c>;</item>
/// <item>a C# function's result is the JSON value itself.</item>
/// </list>
/// A list whose answer has no row for each input row (a model that sums them up) is answered with tensors by name.
/// </summary>
internal static class PredictWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The answer is application/json in UTF-8, never inlined in HTML: "é" need not become six characters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes an answer.</summary>
    internal static void Write(IBufferWriter<byte> to, PredictOutput output, Signature signature)
    {
        var writer = Borrow(to);
        Write(writer, to, output, signature);
        writer.Flush();
        Writers.Kept = writer;
    }

    // Writing does not wait for anything: one a thread is enough. It keeps no buffer.
    private static Utf8JsonWriter Borrow(IBufferWriter<byte> to)
    {
        if (Writers.Kept is not { } writer)
        {
            return new Utf8JsonWriter(to, Options);
        }

        Writers.Kept = null;
        writer.Reset(to);
        return writer;
    }

    private static void Write(Utf8JsonWriter writer, IBufferWriter<byte> to, PredictOutput output, Signature signature)
    {
        if (output.Values is [JsonText result])
        {
            writer.WriteRawValue(result.Utf8.Span, skipInputValidation: true);
            return;
        }

        if (output.Form.Enveloped)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("outputs"u8);
        }

        var rows = new RowWriter(writer, to, output, signature);
        if (output.Form.Layout == PredictLayout.Row)
        {
            rows.WriteOne();
        }
        else if (output.Form.Layout == PredictLayout.Rows && rows.Count is { } count)
        {
            rows.WriteList(count);
        }
        else
        {
            WriteTensors(writer, to, output);
        }

        if (output.Form.Enveloped)
        {
            writer.WriteEndObject();
        }
    }

    private static void WriteTensors(Utf8JsonWriter writer, IBufferWriter<byte> to, PredictOutput output)
    {
        writer.WriteStartObject();
        for (var i = 0; i < output.Values.Count; i++)
        {
            var value = output.Values[i];
            writer.WritePropertyName(value.Name);
            switch (value)
            {
                case Tensor tensor:
                    TensorWriter.Write(writer, to, tensor, tensor.Shape, 0);
                    break;
                case MapSequence maps:
                    WriteMaps(writer, maps);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteMaps(Utf8JsonWriter writer, MapSequence maps)
    {
        writer.WriteStartArray();
        for (var row = 0; row < maps.Rows; row++)
        {
            TensorWriter.WriteNamed(writer, maps.Keys, maps.Values, row * maps.Keys.Count);
        }

        writer.WriteEndArray();
    }

    private static class Writers
    {
        [ThreadStatic]
        internal static Utf8JsonWriter? Kept;
    }
}
