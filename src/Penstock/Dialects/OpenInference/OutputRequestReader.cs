using System.Text.Json;
using Penstock.Dialects.Predict;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Reads the outputs that a request asks for.</summary>
internal static class OutputRequestReader
{
    private static readonly string[] Known = ["name", "parameters"];

    /// <summary>Reads the list the cursor stands at.</summary>
    internal static List<OutputRequest> Read(ref InputCursor cursor, WireSignature signature)
    {
        var outputs = new List<OutputRequest>();
        if (cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            cursor.Refuse(Fault.ListType);
            return outputs;
        }

        var place = 0;
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            cursor.Mistakes.At(place++);
            if (cursor.Reader.TokenType != JsonTokenType.StartObject)
            {
                cursor.Refuse(Fault.ObjectType);
            }
            else if (ReadOne(ref cursor, signature) is { } output)
            {
                if (outputs.Exists(one => one.Name == output.Name))
                {
                    cursor.Mistakes.Add(new Fault("duplicate_tensor", "This output is asked for more than once"), member: "name");
                }

                outputs.Add(output);
            }
        }

        cursor.Mistakes.Leave();
        return outputs;
    }

    private static OutputRequest? ReadOne(ref InputCursor cursor, WireSignature signature)
    {
        string? name = null;
        ParameterReader? parameters = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var member = cursor.TakeName();
            cursor.Mistakes.Enter(member);
            if (!seen.Add(member))
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else if (member == "name")
            {
                name = ReadName(ref cursor, signature);
            }
            else if (member == "parameters")
            {
                parameters = ParameterReader.Read(ref cursor);
            }
            else
            {
                cursor.Refuse(Fault.Extra(NearestName.Find(member, Known)));
            }

            cursor.Mistakes.Leave();
        }

        if (!seen.Contains("name"))
        {
            cursor.Mistakes.Add(Fault.Missing, member: "name");
        }

        return name is null ? null : Of(signature.Outputs[signature.OutputOf(name)], parameters, cursor.Mistakes);
    }

    private static OutputRequest Of(WireField field, ParameterReader? parameters, InputMistakes mistakes)
    {
        mistakes.Enter("parameters");
        var output = new OutputRequest(field.Name)
        {
            Binary = parameters?.TakeBool("binary_data", mistakes),
            Base64 = parameters?.TakeBase64() == true,
            Classes = (int)(parameters?.TakeInteger("classification", 0, int.MaxValue, mistakes) ?? 0),
        };
        if (output.Classes > 0 && field.Tensor.Type is DataType.Bytes or DataType.Bool)
        {
            mistakes.Add(new Fault("unsupported", $"Only numbers can be ranked as classes, and this output is {field.Datatype}"), member: "classification");
        }

        if (parameters?.Has("shared_memory_region") == true)
        {
            mistakes.Add(new Fault("unsupported", "Shared memory is not offered here"), member: "shared_memory_region");
        }

        mistakes.Leave();
        return output;
    }

    private static string? ReadName(ref InputCursor cursor, WireSignature signature)
    {
        string? name = null;
        try
        {
            name = cursor.Reader.TokenType == JsonTokenType.String ? cursor.Reader.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no output is called so.
        }

        if (name is not null && signature.OutputOf(name) >= 0)
        {
            return name;
        }

        var nearest = name is null ? null : NearestName.Find(name, signature.Outputs.Select(field => field.Name));
        cursor.Refuse(cursor.Reader.TokenType != JsonTokenType.String
            ? Fault.TextType
            : new Fault("unknown_tensor", nearest is null
                ? $"The model has no such output; it has {string.Join(", ", signature.Outputs.Take(20).Select(field => field.Name))}"
                : $"The model has no such output. Did you mean '{nearest}'?"));
        return null;
    }
}
