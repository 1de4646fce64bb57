using System.Collections;
using System.Reflection;
using System.Text;
using Penstock.Domain.Conversations;

namespace Penstock.Tests.Dialects;

/// <summary>A text of all that an object holds, to compare records whose lists compare by reference.</summary>
internal static class Shape
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.AppendLine("null");
                break;
            case string or ValueType when value.GetType().IsPrimitive || value is string or Enum or DateTimeOffset:
                text.Append(value is IFormattable number ? number.ToString(null, null) : value).AppendLine();
                break;
            case Extensions { Count: 0 }:
                text.AppendLine("no extensions");
                break;
            case IEnumerable items:
                text.AppendLine("[");
                foreach (var item in items)
                {
                    text.Append(' ', depth + 1);
                    Write(text, item, depth + 1);
                }

                break;
            default:
                text.AppendLine(value.GetType().Name);
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name))
                {
                    text.Append(' ', depth + 1).Append(property.Name).Append(": ");
                    Write(text, property.GetValue(value), depth + 1);
                }

                break;
        }
    }
}
