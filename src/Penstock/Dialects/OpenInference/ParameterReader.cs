using System.Globalization;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Predict;

namespace Penstock.Dialects.OpenInference;

/// <summary>Reads an object of parameters: strings, numbers and truth values by name.</summary>
internal sealed class ParameterReader
{
    private static readonly Fault Value = new("parameter_type", "A parameter should be a string, a number, or true or false");
    private readonly Dictionary<string, (JsonTokenType Token, string Json)> _read = new(StringComparer.Ordinal);

    /// <summary>The parameters that nobody took, as JSON text by name.</summary>
    internal IReadOnlyDictionary<string, string> Rest => _read.ToDictionary(pair => pair.Key, pair => pair.Value.Json, StringComparer.Ordinal);

    /// <summary>Reads the value the cursor stands at.</summary>
    internal static ParameterReader Read(ref InputCursor cursor)
    {
        var parameters = new ParameterReader();
        if (cursor.Reader.TokenType == JsonTokenType.Null)
        {
            // DIALECT: MLServer and its clients write null where there are none.
            return parameters;
        }

        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(Fault.ObjectType);
            return parameters;
        }

        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            var token = cursor.Reader.TokenType;
            if (token is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.Null)
            {
                cursor.Mistakes.Enter(name);
                cursor.Refuse(Value);
                cursor.Mistakes.Leave();
            }
            else if (!parameters._read.TryAdd(name, (token, Encoding.UTF8.GetString(cursor.TakeRaw()))))
            {
                cursor.Mistakes.Add(Fault.Duplicate, member: name);
            }
        }

        return parameters;
    }

    /// <summary>Takes a truth value; null when it is not there or is none.</summary>
    internal bool? TakeBool(string name, InputMistakes mistakes)
    {
        if (!_read.Remove(name, out var found))
        {
            return null;
        }

        if (found.Token is JsonTokenType.True or JsonTokenType.False)
        {
            return found.Token == JsonTokenType.True;
        }

        mistakes.Add(Fault.BoolType, Encoding.UTF8.GetBytes(found.Json), name);
        return null;
    }

    /// <summary>Takes a whole number; null when it is not there or does not fit.</summary>
    internal long? TakeInteger(string name, long least, long most, InputMistakes mistakes)
    {
        if (!_read.Remove(name, out var found))
        {
            return null;
        }

        if (found.Token == JsonTokenType.Number && long.TryParse(found.Json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        mistakes.Add(new Fault("int_range", $"It should be a whole number from {least} to {most}"), Encoding.UTF8.GetBytes(found.Json), name);
        return null;
    }

    /// <summary>Takes <c>content_type</c>: whether texts are base64.</summary>
    // DIALECT: MLServer has more content types (str, np, pd, …), which say how Python is to hold a tensor: nothing to a model here.
    internal bool TakeBase64() => _read.Remove("content_type", out var found) && found.Json == "\"base64\"";

    /// <summary>Whether a parameter of a name is there; it stays.</summary>
    internal bool Has(string name) => _read.ContainsKey(name);
}
