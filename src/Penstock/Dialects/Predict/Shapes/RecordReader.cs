using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Shapes;

/// <summary>Reads an object with known members.</summary>
internal static class RecordReader
{
    internal static void Copy(ref InputCursor cursor, Utf8JsonWriter writer, RecordShape shape, bool strict)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(Fault.ObjectType);
            return;
        }

        var (start, from) = ((int)cursor.Reader.TokenStartIndex, cursor.Mistakes.Kept);
        var seen = new bool[shape.Members.Count];
        writer.WriteStartObject();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            var index = IndexOf(shape, name);
            cursor.Mistakes.Enter(name);
            if (index < 0)
            {
                CopyExtra(ref cursor, writer, shape, name);
            }
            else if (seen[index])
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else
            {
                seen[index] = true;
                writer.WritePropertyName(name);
                ShapeReader.Copy(ref cursor, writer, shape.Members[index].Shape, strict);
            }

            cursor.Mistakes.Leave();
        }

        Complete(ref cursor, writer, shape, seen, start);
        writer.WriteEndObject();
        cursor.Mistakes.Order(from, name => IndexOf(shape, name));
    }

    private static void Complete(ref InputCursor cursor, Utf8JsonWriter writer, RecordShape shape, bool[] seen, int start)
    {
        for (var i = 0; i < seen.Length; i++)
        {
            var member = shape.Members[i];
            if (seen[i])
            {
                continue;
            }

            if (member.Required)
            {
                cursor.Mistakes.Missing(member.Name, cursor.Since(start));
            }
            else if (member.Default is not null && shape.ClrType is not null)
            {
                // A service fills in its own.
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(member.Default, skipInputValidation: true);
            }
        }
    }

    private static void CopyExtra(ref InputCursor cursor, Utf8JsonWriter writer, RecordShape shape, string name)
    {
        switch (shape.Extra)
        {
            case ExtraMembers.Refused:
                cursor.Refuse(Fault.Extra(NearestName.Find(name, shape.Members.Select(member => member.Name))));
                break;
            case ExtraMembers.Allowed:
                writer.WritePropertyName(name);
                writer.WriteRawValue(cursor.TakeRaw(), skipInputValidation: true);
                break;
            default:
                cursor.Reader.Skip();
                break;
        }
    }

    private static int IndexOf(RecordShape shape, string name)
    {
        for (var i = 0; i < shape.Members.Count; i++)
        {
            if (shape.Members[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
