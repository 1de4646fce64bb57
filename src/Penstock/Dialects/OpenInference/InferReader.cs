using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Reads inference requests: JSON, JSON with binary tensors behind it, or nothing but one tensor's bytes.</summary>
internal static class InferReader
{
    private static readonly string[] Known = ["id", "parameters", "inputs", "outputs"];

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, valid as long as the tensors are used.</param>
    /// <param name="header">How many of its bytes are JSON; null for all. 0 means that it is the bytes of the one input.</param>
    /// <param name="signature">What the model takes and gives.</param>
    /// <returns>The content, or an error with all mistakes; what owns copied memory, which is to be disposed in both cases.</returns>
    internal static (InferContent? Content, CallError? Error, IDisposable? Memory) Read(ReadOnlyMemory<byte> body, int? header, WireSignature signature)
    {
        if (header == 0)
        {
            return ReadRaw(body, signature);
        }

        var json = body[..(header ?? body.Length)].Span;
        if (!Utf8.IsValid(json))
        {
            return (null, new CallError(ErrorKind.InvalidRequest, "The JSON of the body is not UTF-8."), null);
        }

        var binary = header is { } length ? new BinaryPart(body[length..]) : null;
        var mistakes = new InputMistakes();
        var numbers = new TensorMemory();
        var memory = new InferMemory(numbers, binary);
        var cursor = new InputCursor(json, mistakes, numbers);
        InferContent? content;
        try
        {
            cursor.Reader.Read();
            content = ReadRequest(ref cursor, signature, binary);

            // Nothing may follow: the reader says so itself.
            cursor.Reader.Read();
        }
        catch (JsonException e)
        {
            return (null, PredictReader.NotJson(cursor.Locate(e), json), memory);
        }

        return mistakes.None ? (content, null, memory) : (null, mistakes.ToError(), memory);
    }

    private static InferContent? ReadRequest(ref InputCursor cursor, WireSignature signature, BinaryPart? binary)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(new Fault("model_type", "An inference request is a JSON object with the member inputs"));
            return null;
        }

        var mistakes = cursor.Mistakes;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var inputs = new TensorListReader(signature.Inputs, signature.IsFunction, binary);
        ParameterReader? parameters = null;
        List<OutputRequest>? outputs = null;
        string? id = null;
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var member = cursor.TakeName();
            mistakes.Enter(member);
            if (!seen.Add(member))
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else if (member == "inputs")
            {
                inputs.Read(ref cursor);
            }
            else if (member == "outputs")
            {
                outputs = OutputRequestReader.Read(ref cursor, signature);
            }
            else if (member == "parameters")
            {
                parameters = ParameterReader.Read(ref cursor);
            }
            else if (member == "id")
            {
                id = ReadId(ref cursor);
            }
            else if (member is "model_name" or "model_version")
            {
                // DIALECT: Triton's own examples name the model again; the address has done so.
                cursor.Reader.Skip();
            }
            else
            {
                cursor.Refuse(Fault.Extra(NearestName.Find(member, Known)));
            }

            mistakes.Leave();
        }

        mistakes.Enter("inputs");
        if (seen.Contains("inputs") || signature.Inputs.Any(field => !field.Source.Optional))
        {
            inputs.Finish(mistakes);
        }

        mistakes.Leave();
        binary?.Finish(mistakes);
        return Content(inputs, parameters, outputs, id, mistakes);
    }

    private static InferContent Content(TensorListReader inputs, ParameterReader? parameters, List<OutputRequest>? outputs, string? id, InputMistakes mistakes)
    {
        mistakes.Enter("parameters");
        var content = new InferContent([.. inputs.Tensors.OfType<Tensor>()], inputs.Places)
        {
            Id = id,
            Outputs = outputs is { Count: > 0 } ? outputs : null,
            Binary = parameters?.TakeBool("binary_data_output", mistakes),
            Priority = (int)(parameters?.TakeInteger("priority", 0, int.MaxValue, mistakes) ?? 0),

            // Microseconds; 0 is none (extension_schedule_policy.md).
            Timeout = parameters?.TakeInteger("timeout", 0, long.MaxValue / 10, mistakes) is > 0 and var timeout ? TimeSpan.FromTicks(timeout * TimeSpan.TicksPerMicrosecond) : null,
        };
        mistakes.Leave();
        return parameters is null ? content : content with { Parameters = parameters.Rest };
    }

    // DIALECT: the specification says a string; some clients count.
    private static string? ReadId(ref InputCursor cursor)
    {
        switch (cursor.Reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(cursor.Reader.ValueSpan);
            case JsonTokenType.String:
                try
                {
                    return cursor.Reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    cursor.Refuse(Fault.TextUnicode);
                    return null;
                }

            default:
                cursor.Refuse(Fault.TextType);
                return null;
        }
    }

    // The whole body is the one input (extension_binary_data.md, raw binary request): a text as it is, anything else by its size.
    private static (InferContent? Content, CallError? Error, IDisposable? Memory) ReadRaw(ReadOnlyMemory<byte> body, WireSignature signature)
    {
        var needed = signature.Inputs.Where(field => !field.Source.Optional).ToArray();
        if ((needed.Length == 1 ? needed[0] : signature.Inputs is [var only] ? only : null) is not { } input)
        {
            return (null, Raw($"A body without JSON ({OpenInferenceDialect.HeaderLength}: 0) is for models with one input; this one has {signature.Inputs.Count}."), null);
        }

        var field = input.Tensor;
        if (field.Type == DataType.Bytes)
        {
            var text = new Tensor(field.Name, Ones(field.Shape.Count), new[] { body });
            return !field.AnyRank && field.Shape.All(dimension => dimension.Size is null or 1)
                ? BinaryRules.Check(field, text) is { } wrong ? (null, Raw(wrong.Message + "."), null) : (new InferContent([text], [0]), null, null)
                : (null, Raw($"A body without JSON is one text, and the model takes the shape {TensorReader.Show(field.Shape)}."), null);
        }

        if (field.AnyRank || ShapeOf(field, body.Length) is not { } shape)
        {
            return (null, Raw($"The shape cannot be told from {body.Length.ToString(CultureInfo.InvariantCulture)} bytes: the model takes {input.Datatype} {(field.AnyRank ? "of any shape" : TensorReader.Show(field.Shape))}."), null);
        }

        var binary = new BinaryPart(body);
        var (tensor, fault) = binary.Numbers(field, shape, body);
        fault ??= BinaryRules.Check(field, tensor!);
        return fault is null
            ? (new InferContent([tensor!], [0]), null, binary)
            : (null, Raw(fault.Message + "."), binary);
    }

    // One dimension may be open; a first one besides is a batch of one.
    private static long[]? ShapeOf(Field field, int bytes)
    {
        var shape = field.Shape.Select(dimension => dimension.Size ?? -1).ToArray();
        if (shape.Count(size => size < 0) == 2 && shape[0] < 0)
        {
            shape[0] = 1;
        }

        var elements = bytes / field.Type.Size();
        var open = Array.IndexOf(shape, -1);
        if (open < 0)
        {
            return shape;
        }

        var known = shape.Where(size => size >= 0).Aggregate(1L, (product, size) => product * size);
        if (shape.Count(size => size < 0) > 1 || known == 0 || elements % known != 0)
        {
            return null;
        }

        shape[open] = elements / known;
        return shape;
    }

    private static long[] Ones(int count)
    {
        var ones = new long[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private static CallError Raw(string message) => new(ErrorKind.InvalidInput, message);
}
