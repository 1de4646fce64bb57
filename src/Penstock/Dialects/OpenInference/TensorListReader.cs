using System.Text;
using System.Text.Json;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Reads a list of tensors by the signature: the inputs of a request, or the outputs of an answer.</summary>
/// <param name="fields">What there may be.</param>
/// <param name="isFunction">Whether they are arguments of a function.</param>
/// <param name="binary">The bytes behind the JSON; null when the body has no such part.</param>
internal sealed class TensorListReader(IReadOnlyList<WireField> fields, bool isFunction, BinaryPart? binary)
{
    private readonly bool[] _seen = new bool[fields.Count];

    /// <summary>The tensors, one place for each field; null where none was given.</summary>
    internal Tensor?[] Tensors { get; } = new Tensor?[fields.Count];

    /// <summary>In which place of the list each field was given; only meaningful where it was.</summary>
    internal int[] Places { get; } = new int[fields.Count];

    /// <summary>Reads the value the cursor stands at.</summary>
    internal void Read(ref InputCursor cursor)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            cursor.Refuse(Fault.ListType);
            return;
        }

        var place = 0;
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            cursor.Mistakes.At(place);
            ReadTensor(ref cursor, place++);
        }

        cursor.Mistakes.Leave();
    }

    /// <summary>Notes what must be given and is not, and symbols that have two sizes.</summary>
    internal void Finish(InputMistakes mistakes)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (!_seen[i] && !fields[i].Source.Optional)
            {
                mistakes.Add(new Fault(Fault.Missing.Code, $"The model needs '{fields[i].Name}', {fields[i].Datatype} {TensorReader.Show(fields[i].Tensor.Shape)}, and it is not given"));
            }
        }

        if (!isFunction)
        {
            CheckSymbols(mistakes);
        }
    }

    private void ReadTensor(ref InputCursor cursor, int place)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(Fault.ObjectType);
            return;
        }

        var draft = new TensorDraft();
        InputCursor later = default;
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var member = cursor.TakeName();
            if (member == "data" && !draft.HasData && draft.CanRead(IsText(draft)) && Settle(draft, cursor.Mistakes))
            {
                draft.See(member);
                cursor.Mistakes.Enter(member);
                draft.Tensor = DataReader.Read(ref cursor, fields[draft.Index].Tensor, draft.Shape!, base64: IsText(draft) && draft.Parameters!.TakeBase64());
                cursor.Mistakes.Leave();
                continue;
            }

            cursor.Mistakes.Enter(member);
            if (!draft.See(member))
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else if (member == "data")
            {
                // The members that say what it is come behind it.
                later = cursor;
                cursor.Reader.Skip();
            }
            else
            {
                ReadMember(ref cursor, draft, member);
            }

            cursor.Mistakes.Leave();
        }

        Complete(ref cursor, draft, later);
        if (draft.Index >= 0)
        {
            (Tensors[draft.Index], Places[draft.Index]) = (draft.Tensor, place);
        }
    }

    private void ReadMember(ref InputCursor cursor, TensorDraft draft, string member)
    {
        switch (member)
        {
            case "name":
                draft.Name = ReadText(ref cursor);
                if (draft.Name is not null)
                {
                    Find(ref cursor, draft);
                }

                break;
            case "shape":
                draft.Shape = ShapeReader.Read(ref cursor);
                break;
            case "datatype":
                draft.Datatype = ReadText(ref cursor);
                break;
            case "parameters":
                draft.Parameters = ParameterReader.Read(ref cursor);
                break;
            default:
                cursor.Refuse(Fault.Extra(NearestName.Find(member, TensorDraft.Known)));
                break;
        }
    }

    private void Find(ref InputCursor cursor, TensorDraft draft)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name != draft.Name)
            {
                continue;
            }

            if (_seen[i])
            {
                cursor.Refuse(new Fault("duplicate_tensor", "This tensor is given more than once"));
                return;
            }

            (draft.Index, _seen[i]) = (i, true);
            return;
        }

        var nearest = NearestName.Find(draft.Name!, fields.Select(field => field.Name));
        cursor.Refuse(new Fault("unknown_tensor", nearest is null
            ? $"The model has none of this name; it has {string.Join(", ", fields.Take(20).Select(field => field.Name))}"
            : $"The model has none of this name. Did you mean '{nearest}'?"));
    }

    // After the last member: what is missing, and the data where it could not be read at once.
    private void Complete(ref InputCursor cursor, TensorDraft draft, InputCursor later)
    {
        var mistakes = cursor.Mistakes;
        foreach (var member in TensorDraft.Known.Take(3))
        {
            if (draft.See(member))
            {
                mistakes.Add(Fault.Missing, member: member);
            }
        }

        var fits = Settle(draft, mistakes);
        if (draft.Parameters?.Has("shared_memory_region") == true)
        {
            mistakes.Add(new Fault("unsupported", "Shared memory is not offered here; send the data"), member: "parameters.shared_memory_region");
        }
        else if (draft.Parameters is { } parameters && parameters.Has("binary_data_size"))
        {
            mistakes.Enter("parameters");
            var size = parameters.TakeInteger("binary_data_size", 0, long.MaxValue, mistakes);
            mistakes.Leave();
            TakeBinary(draft, size, fits, mistakes);
        }
        else if (!draft.HasData)
        {
            mistakes.Add(Fault.Missing, member: "data");
        }
        else if (fits && draft.Tensor is null && later.Mistakes is not null)
        {
            var end = cursor;
            cursor = later;
            mistakes.Enter("data");
            draft.Tensor = DataReader.Read(ref cursor, fields[draft.Index].Tensor, draft.Shape!, draft.Parameters?.TakeBase64() == true);
            mistakes.Leave();
            cursor = end;
        }
    }

    private void TakeBinary(TensorDraft draft, long? size, bool fits, InputMistakes mistakes)
    {
        if (draft.HasData)
        {
            mistakes.Add(new Fault("binary_and_data", "A tensor has either data or binary_data_size, and not both"), member: "data");
        }
        else if (binary is null)
        {
            mistakes.Add(
                new Fault("binary_without_header", $"The body has no binary part: the header {OpenInferenceDialect.HeaderLength} is missing"),
                member: "parameters.binary_data_size");
        }
        else if (size is { } bytes)
        {
            draft.Tensor = binary.Take(fits ? fields[draft.Index].Tensor : null, draft.Shape, bytes, mistakes);
        }
    }

    // Holds type and shape against the field, once; false when they do not fit or are not known.
    private bool Settle(TensorDraft draft, InputMistakes mistakes)
    {
        if (draft.Settled)
        {
            return draft is { Index: >= 0, Shape: not null, Datatype: not null };
        }

        draft.Settled = true;
        var field = draft.Index < 0 ? null : fields[draft.Index];
        if (draft.Datatype is { } datatype && datatype != field?.Datatype && WrongType(datatype, field) is { } fault)
        {
            mistakes.Add(fault, Encoding.UTF8.GetBytes($"\"{datatype}\""), "datatype");
            draft.Datatype = null;
        }

        if (field is not null && draft.Shape is { } shape)
        {
            draft.Shape = ShapeReader.Fit(field.Tensor, shape, isFunction, mistakes);
        }

        return draft is { Index: >= 0, Shape: not null, Datatype: not null };
    }

    private static Fault? WrongType(string datatype, WireField? field) =>
        DatatypeNames.Find(datatype) is null
            ? new Fault("datatype_unknown", $"There is no such datatype; there are {DatatypeNames.All}")
            : field is null ? null
            : new Fault("datatype_mismatch", $"The model takes {field.Datatype} for '{field.Name}'; declare it so, JSON numbers are converted");

    private bool IsText(TensorDraft draft) => draft.Index >= 0 && fields[draft.Index].Tensor.Type == DataType.Bytes;

    private static string? ReadText(ref InputCursor cursor)
    {
        if (cursor.Reader.TokenType != JsonTokenType.String)
        {
            cursor.Refuse(Fault.TextType);
            return null;
        }

        try
        {
            return cursor.Reader.GetString();
        }
        catch (InvalidOperationException)
        {
            cursor.Refuse(Fault.TextUnicode);
            return null;
        }
    }

    // A symbolic dimension has one size in all tensors.
    private void CheckSymbols(InputMistakes mistakes)
    {
        Dictionary<string, (long Size, string Name)>? sizes = null;
        for (var i = 0; i < fields.Count; i++)
        {
            var shape = fields[i].Tensor.Shape;
            for (var d = 0; Tensors[i] is { } tensor && d < shape.Count; d++)
            {
                if (shape[d] is not { Size: null, Name: { Length: > 0 } symbol })
                {
                    continue;
                }

                sizes ??= new Dictionary<string, (long, string)>(StringComparer.Ordinal);
                if (!sizes.TryAdd(symbol, (tensor.Shape[d], tensor.Name)) && sizes[symbol] is var known && known.Size != tensor.Shape[d])
                {
                    mistakes.Add(
                        new Fault("shape_mismatch", $"Dimension '{symbol}' is {tensor.Shape[d]} here and {known.Size} in '{known.Name}'; it must be the same"),
                        Encoding.UTF8.GetBytes(ShapeReader.Show(tensor.Shape)),
                        $"{Places[i]}.shape");
                }
            }
        }
    }
}
