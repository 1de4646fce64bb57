using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.OpenInference;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.TensorFlowServing;

/// <summary>
/// Reads TensorFlow Serving's and Google's bodies (tensorflow.org/tfx/serving/api_rest, Predict API): <c>{"instances":[…]}</c>, row by row, or
/// <c>{"inputs":…}</c>, tensor by tensor. <c>signature_name</c> is passed over; <c>parameters</c> are kept.
/// </summary>
internal sealed class InstancesReader
{
    private static readonly string[] Known = ["instances", "inputs", "parameters", "signature_name"];
    private readonly Signature _signature;
    private readonly PredictPlan _plan;
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private PredictInput? _input;
    private CallError? _error;

    private InstancesReader(Signature signature) => (_signature, _plan) = (signature, PredictPlan.For(signature));

    /// <summary>Reads a body; the input's form is <see cref="PredictLayout.Rows"/> where it came as instances.</summary>
    internal static (PredictInput? Input, CallError? Error) Read(ReadOnlySpan<byte> body, Signature signature)
    {
        if (!Utf8.IsValid(body))
        {
            return (null, new CallError(ErrorKind.InvalidRequest, "The body is not UTF-8."));
        }

        var mistakes = new InputMistakes();
        var memory = new TensorMemory();
        var cursor = new InputCursor(body, mistakes, memory);
        var reader = new InstancesReader(signature);
        try
        {
            cursor.Reader.Read();
            reader.ReadBody(ref cursor);
            cursor.Reader.Read();
        }
        catch (JsonException e)
        {
            return (null, Given(PredictReader.NotJson(cursor.Locate(e), body)));
        }

        return !mistakes.None ? (null, Given(mistakes.ToError()))
            : reader._error is { } error ? (null, Given(error))
            : (reader._input! with { Parameters = reader._parameters, Memory = new InferMemory(memory, reader._input.Memory) }, null);

        CallError Given(CallError refused)
        {
            memory.Dispose();
            reader._input?.Memory?.Dispose();
            return refused;
        }
    }

    private void ReadBody(ref InputCursor cursor)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(new Fault("model_type", "The body is a JSON object with the member instances, or inputs"));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var member = cursor.TakeName();
            cursor.Mistakes.Enter(member);
            if (!seen.Add(member))
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else if (member == "instances" && !seen.Contains("inputs"))
            {
                ReadInstances(ref cursor);
            }
            else if (member == "inputs" && !seen.Contains("instances"))
            {
                ReadColumns(ref cursor);
            }
            else if (member is "instances" or "inputs")
            {
                cursor.Refuse(new Fault("duplicate_member", "Give either instances or inputs, and not both"));
            }
            else if (member == "parameters")
            {
                ReadParameters(ref cursor);
            }
            else if (member == "signature_name")
            {
                cursor.Reader.Skip();
            }
            else
            {
                cursor.Refuse(Fault.Extra(NearestName.Find(member, Known)));
            }

            cursor.Mistakes.Leave();
        }

        if (!seen.Contains("instances") && !seen.Contains("inputs"))
        {
            cursor.Mistakes.Add(Fault.Missing, member: "instances");
        }
    }

    // Google's parameters may be any JSON.
    private void ReadParameters(ref InputCursor cursor)
    {
        if (cursor.Reader.TokenType is not JsonTokenType.StartObject)
        {
            if (cursor.Reader.TokenType != JsonTokenType.Null)
            {
                cursor.Refuse(Fault.ObjectType);
            }

            return;
        }

        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            if (!_parameters.TryAdd(name, Encoding.UTF8.GetString(cursor.TakeRaw())))
            {
                cursor.Mistakes.Add(Fault.Duplicate, member: name);
            }
        }
    }

    private void ReadInstances(ref InputCursor cursor)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            cursor.Refuse(Fault.ListType);
            return;
        }

        var first = cursor.Reader;
        first.Read();
        if (first.TokenType == JsonTokenType.EndArray)
        {
            cursor.Refuse(new Fault("too_short", "There should be at least one instance"));
        }
        else if (_plan.IsFunction)
        {
            ReadArguments(ref cursor);
        }
        else if (first.TokenType == JsonTokenType.StartObject && IsRow(first))
        {
            Take(PredictReader.Read(cursor.TakeRaw(), _signature), "instances", PredictLayout.Rows);
        }
        else if (first.TokenType == JsonTokenType.StartObject && !(_plan.Single?.Type == DataType.Bytes && IsBase64(first)))
        {
            ReadObjects(ref cursor);
        }
        else if (_plan.Single is { } single)
        {
            // A scalar has no dimension to count instances by.
            var rank = single.AnyRank ? TensorReader.Rank(cursor.Reader) : Math.Max(1, single.Shape.Count);
            var tensor = new InstanceTensor(single.Shape.Count == 0 && !single.AnyRank ? single with { Shape = [new Dimension(1)] } : single, rank, cursor.Memory);
            tensor.Read(ref cursor, 0);
            _input = cursor.Mistakes.None ? Rows([Unbatched(single, tensor.Build())]) : null;
        }
        else
        {
            cursor.Refuse(new Fault("model_type", $"Each instance is an object with the inputs {string.Join(", ", _plan.Inputs.Where(field => !field.Optional).Select(field => field.Name))}"));
        }
    }

    // A function runs once a call.
    private void ReadArguments(ref InputCursor cursor)
    {
        var list = cursor.Reader;
        list.Read();
        var (from, start) = (cursor.TokenStart - (int)cursor.Reader.TokenStartIndex, (int)list.TokenStartIndex);
        var isObject = list.TokenType == JsonTokenType.StartObject;
        list.Skip();
        var instance = cursor.Body.Slice(from + start, (int)list.BytesConsumed - start);
        list.Read();
        if (list.TokenType != JsonTokenType.EndArray)
        {
            cursor.Refuse(new Fault("too_long", "A function takes one instance a call"));
            return;
        }

        cursor.Reader = list;
        if (isObject || _plan.Single is not { } single)
        {
            Take(PredictReader.Read(instance, _signature), "instances.0", PredictLayout.Rows);
            return;
        }

        var arguments = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(arguments, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(single.Name);
            writer.WriteRawValue(instance, skipInputValidation: true);
            writer.WriteEndObject();
        }

        var (input, error) = PredictReader.Read(arguments.WrittenSpan, _signature);
        error = error is null ? null : MistakePlaces.Move(error, path => path.StartsWith(single.Name, StringComparison.Ordinal) ? path[single.Name.Length..].TrimStart('.') : path);
        Take((input, error), "instances.0", PredictLayout.Rows);
    }

    // One object an instance, with a value for each input.
    private void ReadObjects(ref InputCursor cursor)
    {
        var tensors = new InstanceTensor?[_plan.Inputs.Count];

        // For each input: in how many instances it was, and the last of them (from 1).
        var present = new int[_plan.Inputs.Count];
        var last = new int[_plan.Inputs.Count];
        var count = 0;
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            cursor.Mistakes.At(count++);
            if (cursor.Reader.TokenType != JsonTokenType.StartObject)
            {
                cursor.Refuse(Fault.ObjectType);
                continue;
            }

            while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
            {
                ReadMember(ref cursor, tensors, present, last, count);
            }

            for (var i = 0; i < present.Length; i++)
            {
                if (last[i] != count && !_plan.Inputs[i].Optional)
                {
                    cursor.Mistakes.Add(Fault.Missing, member: _plan.Inputs[i].Name);
                }
            }
        }

        cursor.Mistakes.Leave();
        var values = new List<NamedValue>();
        for (var i = 0; i < tensors.Length && cursor.Mistakes.None; i++)
        {
            if (tensors[i] is not { } tensor)
            {
                continue;
            }

            var field = _plan.Inputs[i];
            if (present[i] != count)
            {
                cursor.Mistakes.Add(new Fault(Fault.Missing.Code, $"'{field.Name}' is in some instances only; give it in all of them or in none"));
            }
            else if ((field.Shape is [] && !field.AnyRank ? 1 : field.Shape is [{ Size: var size }, ..] ? size : null) is { } most && most != count)
            {
                cursor.Mistakes.Add(new Fault("too_long", $"'{field.Name}' takes {most} instance{(most == 1 ? "" : "s")} a call, and there are {count}"));
            }
            else
            {
                values.Add(Unbatched(field, tensor.Build(count)));
            }
        }

        _input = cursor.Mistakes.None ? Rows(values) : null;
    }

    private void ReadMember(ref InputCursor cursor, InstanceTensor?[] tensors, int[] present, int[] last, int count)
    {
        var name = cursor.TakeName();
        cursor.Mistakes.Enter(name);
        var index = _plan.InputOf(name);
        if (index < 0)
        {
            cursor.Refuse(Fault.Extra(NearestName.Find(name, _plan.Inputs.Select(field => field.Name))));
        }
        else if (last[index] == count)
        {
            cursor.Refuse(Fault.Duplicate);
        }
        else
        {
            var field = _plan.Inputs[index];
            (last[index], present[index]) = (count, present[index] + 1);
            tensors[index] ??= new InstanceTensor(field, field.AnyRank ? 1 + TensorReader.Rank(cursor.Reader) : Math.Max(1, field.Shape.Count), cursor.Memory);
            tensors[index]!.Read(ref cursor, 1);
        }

        cursor.Mistakes.Leave();
    }

    // Tensor by tensor: an object by name, or the value of the one input.
    private void ReadColumns(ref InputCursor cursor)
    {
        if (_plan.IsFunction)
        {
            Take(PredictReader.Read(cursor.TakeRaw(), _signature), "inputs", PredictLayout.Tensors);
            return;
        }

        var named = cursor.Reader.TokenType == JsonTokenType.StartObject && !(_plan.Single?.Type == DataType.Bytes && IsBase64(cursor.Reader));
        if (!named && _plan.Single is { } single)
        {
            var tensor = ReadWhole(ref cursor, single);
            _input = cursor.Mistakes.None ? new PredictInput(new PredictForm(PredictLayout.Tensors), [tensor!]) : null;
            return;
        }

        if (!named)
        {
            cursor.Refuse(new Fault("model_type", $"Input should be an object with the members {string.Join(", ", _plan.Inputs.Select(field => field.Name))}"));
            return;
        }

        var tensors = new Tensor?[_plan.Inputs.Count];
        var seen = new bool[_plan.Inputs.Count];
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            cursor.Mistakes.Enter(name);
            var index = _plan.InputOf(name);
            if (index < 0)
            {
                cursor.Refuse(Fault.Extra(NearestName.Find(name, _plan.Inputs.Select(field => field.Name))));
            }
            else if (seen[index])
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else
            {
                seen[index] = true;
                tensors[index] = ReadWhole(ref cursor, _plan.Inputs[index]);
            }

            cursor.Mistakes.Leave();
        }

        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i] && !_plan.Inputs[i].Optional)
            {
                cursor.Mistakes.Add(Fault.Missing, member: _plan.Inputs[i].Name);
            }
        }

        _input = cursor.Mistakes.None ? new PredictInput(new PredictForm(PredictLayout.Tensors), [.. tensors.OfType<Tensor>()]) : null;
    }

    private static Tensor? ReadWhole(ref InputCursor cursor, Field field)
    {
        var tensor = new InstanceTensor(field, field.AnyRank ? TensorReader.Rank(cursor.Reader) : field.Shape.Count, cursor.Memory);
        tensor.Read(ref cursor, 0);
        return cursor.Mistakes.None ? tensor.Build() : null;
    }

    private void Take((PredictInput? Input, CallError? Error) read, string prefix, PredictLayout layout)
    {
        _input = read.Input is { } input ? input with { Form = new PredictForm(layout) } : null;
        _error = read.Error is { } error ? MistakePlaces.Below(prefix, error) : null;
    }

    private static PredictInput Rows(IReadOnlyList<NamedValue> values) => new(new PredictForm(PredictLayout.Rows), values);

    // A scalar was read as the only one of a list.
    private static Tensor Unbatched(Field field, Tensor tensor) =>
        field.AnyRank || field.Shape.Count > 0 || tensor.Count != 1 ? tensor
        : tensor.Type == DataType.Bytes ? new Tensor(tensor.Name, [], tensor.Texts) : new Tensor(tensor.Name, tensor.Type, [], tensor.Data);

    // Whether the object the (copied) reader stands at is a row of columns, and not of inputs.
    private bool IsRow(Utf8JsonReader reader)
    {
        if (_plan.Columns.Count == 0 || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        for (var i = 0; i < _plan.Columns.Count; i++)
        {
            if (InputCursor.IsName(ref reader, _plan.Columns[i].Utf8))
            {
                return reader.Read() && reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject);
            }
        }

        return false;
    }

    private static bool IsBase64(Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName && InputCursor.IsName(ref reader, "b64"u8);
}
