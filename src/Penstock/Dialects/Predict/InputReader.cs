using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Predict;

/// <summary>Finds out in which form tensors are given, and has them read.</summary>
internal static class InputReader
{
    private const string Envelope = "inputs";

    private enum Members
    {
        Envelope,
        Tensors,
        Row,
    }

    /// <summary>Reads the body, whose first token the reader stands at; null when there were mistakes.</summary>
    internal static PredictInput? Read(ref InputCursor cursor, PredictPlan plan) =>
        cursor.Reader.TokenType == JsonTokenType.StartObject && Sniff(cursor.Reader, plan) == Members.Envelope
            ? ReadEnvelope(ref cursor, plan)
            : ReadValue(ref cursor, plan, enveloped: false);

    private static PredictInput? ReadEnvelope(ref InputCursor cursor, PredictPlan plan)
    {
        PredictInput? input = null;
        var seen = false;
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            cursor.Mistakes.Enter(name);
            if (name != Envelope)
            {
                cursor.Refuse(Fault.Extra(null));
            }
            else if (seen)
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else
            {
                seen = true;
                input = ReadValue(ref cursor, plan, enveloped: true);
            }

            cursor.Mistakes.Leave();
        }

        return input;
    }

    private static PredictInput? ReadValue(ref InputCursor cursor, PredictPlan plan, bool enveloped)
    {
        switch (cursor.Reader.TokenType)
        {
            case JsonTokenType.StartObject when Sniff(cursor.Reader, plan) == Members.Row:
                return new RowReader(plan).ReadOne(ref cursor, enveloped);
            case JsonTokenType.StartObject:
                return NamedReader.Read(ref cursor, plan, enveloped);
            case JsonTokenType.StartArray when plan.Columns.Count > 0 && (plan.Single is null || BeginsRows(cursor.Reader)):
                return new RowReader(plan).ReadList(ref cursor, enveloped);
            case JsonTokenType.StartArray when plan.Single is not null:
            case var token when token != JsonTokenType.StartArray && plan.Single is { Shape: [] }:
                return ReadSingle(ref cursor, plan, enveloped);
            default:
                cursor.Refuse(Expected(plan));
                return null;
        }
    }

    private static PredictInput? ReadSingle(ref InputCursor cursor, PredictPlan plan, bool enveloped)
    {
        var field = plan.Single!;
        var tensor = TensorReader.Read(ref cursor, field);
        var layout = PredictPlan.IsBatched(field) ? PredictLayout.Rows
            : field.Columns.Count > 0 ? PredictLayout.Row : PredictLayout.Tensors;
        return tensor is null ? null : new PredictInput(new PredictForm(layout, enveloped), [tensor]) { Memory = cursor.Memory };
    }

    /// <summary>
    /// Says what the members of the object are that the (copied) reader stands at. A name that is both an input's and a
    /// column's is told by its value: a tensor is a list.
    /// </summary>
    private static Members Sniff(Utf8JsonReader reader, PredictPlan plan)
    {
        var ownName = plan.InputOf(Envelope) >= 0 || plan.ColumnOf(Envelope) >= 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (plan.Columns.Count > 0 && InputCursor.IsName(ref reader, plan.Columns[0].Utf8) && !IsListNext(reader))
            {
                return Members.Row;
            }

            var name = Name(ref reader);
            if (!ownName && name == Envelope)
            {
                return Members.Envelope;
            }

            reader.Read();
            var isList = reader.TokenType == JsonTokenType.StartArray;
            if (isList && plan.InputOf(name) >= 0)
            {
                return Members.Tensors;
            }

            if (!isList && plan.ColumnOf(name) >= 0)
            {
                return Members.Row;
            }

            reader.Skip();
        }

        return plan.Columns.Count > 0 ? Members.Row : Members.Tensors;
    }

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: nothing of ours is called so.
            return "";
        }
    }

    private static bool IsListNext(Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartArray;

    private static bool BeginsRows(Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.EndArray;

    private static Fault Expected(PredictPlan plan)
    {
        var members = plan.Columns.Count > 0 ? plan.Columns.Select(column => column.Name) : plan.Inputs.Select(field => field.Name);
        var names = string.Join(", ", members.Take(10));
        return new Fault("model_type", plan.Columns.Count > 0
            ? $"Input should be a JSON object with the members {names}, or a list of such objects"
            : $"Input should be a JSON object with the members {names}");
    }
}
