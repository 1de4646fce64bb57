using System.Runtime.InteropServices;
using System.Text.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Json;

/// <summary>Reads members of one JSON object. Null counts as absent; a wrong type is a mistake and counts as absent.</summary>
internal readonly struct Members(JsonElement element, string path, Mistakes mistakes)
{
    /// <summary>Where mistakes go.</summary>
    public Mistakes Mistakes => mistakes;

    /// <summary>The object as JSON text.</summary>
    public string Json => element.GetRawText();

    /// <summary>The object's bytes, valid as long as the document.</summary>
    public ReadOnlySpan<byte> Utf8Json => JsonMarshal.GetRawUtf8Value(element);

    /// <summary>The path of a member.</summary>
    public string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>A member that is there and not null.</summary>
    public bool TryGet(string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A string; null when absent.</summary>
    public string? Text(string name) =>
        TryGet(name, out var value) && Is(value, JsonValueKind.String, name, "string_type", "must be a string") ? value.GetString() : null;

    /// <summary>A string that must be there; empty when it is not.</summary>
    public string RequiredText(string name)
    {
        if (!TryGet(name, out _))
        {
            mistakes.Add(At(name), "missing", "is required and must be a string");
            return "";
        }

        return Text(name) ?? "";
    }

    /// <summary>A finite number; null when absent.</summary>
    public double? Number(string name)
    {
        if (!TryGet(name, out var value) || !Is(value, JsonValueKind.Number, name, "float_type", "must be a number"))
        {
            return null;
        }

        if (value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        mistakes.Add(At(name), "finite_number", "must be a finite number", value);
        return null;
    }

    /// <summary>A whole number, also when written <c>1.0</c>; null when absent.</summary>
    public long? Whole(string name, long least = long.MinValue, long most = long.MaxValue)
    {
        if (!TryGet(name, out var value) || !Is(value, JsonValueKind.Number, name, "int_type", "must be a whole number"))
        {
            return null;
        }

        if (!value.TryGetInt64(out var number))
        {
            // Beyond 2^53 a double no longer says which whole number was meant.
            if (!value.TryGetDouble(out var real) || real != Math.Truncate(real) || Math.Abs(real) > 1L << 53)
            {
                mistakes.Add(At(name), "int_type", "must be a whole number", value);
                return null;
            }

            number = (long)real;
        }

        if (number >= least && number <= most)
        {
            return number;
        }

        mistakes.Add(At(name), "int_range", $"must be a whole number from {least} to {most}", value);
        return null;
    }

    /// <summary>A whole number of 32 bits; null when absent.</summary>
    public int? Int(string name) => (int?)Whole(name, int.MinValue, int.MaxValue);

    /// <summary>A time in whole Unix seconds; null when absent or beyond what a date can be.</summary>
    public DateTimeOffset? Time(string name) =>
        Number(name) is { } seconds && Math.Abs(seconds) < 200_000_000_000 && seconds > -62_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    /// <summary>A boolean; null when absent.</summary>
    public bool? Flag(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        mistakes.Add(At(name), "bool_type", "must be true or false", value);
        return null;
    }

    /// <summary>An object; null when absent.</summary>
    public Members? Object(string name) =>
        TryGet(name, out var value) && Is(value, JsonValueKind.Object, name, "dict_type", "must be an object")
            ? new Members(value, At(name), mistakes)
            : null;

    /// <summary>An object that must be there; an empty one when it is not.</summary>
    public Members RequiredObject(string name)
    {
        if (!TryGet(name, out _))
        {
            mistakes.Add(At(name), "missing", "is required and must be an object");
        }

        return Object(name) ?? new Members(Empty, At(name), mistakes);
    }

    /// <summary>An object as JSON text; null when absent.</summary>
    public string? ObjectJson(string name) => Object(name)?.Json;

    /// <summary>The strings of an array; none when absent.</summary>
    public List<string> Texts(string name)
    {
        List<string> texts = [];
        foreach (var (item, at) in Items(name) ?? [])
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                mistakes.Add(at, "string_type", "must be a string", item);
            }
        }

        return texts;
    }

    /// <summary>The items of an array with their paths; null when absent.</summary>
    public IEnumerable<(JsonElement Item, string Path)>? Items(string name)
    {
        if (!TryGet(name, out var value) || !Is(value, JsonValueKind.Array, name, "list_type", "must be an array"))
        {
            return null;
        }

        var at = At(name);
        return value.EnumerateArray().Select((item, i) => (item, $"{at}[{i}]"));
    }

    /// <summary>The items of an array that must be objects; null when absent. Others are mistakes and left out.</summary>
    public IEnumerable<Members>? Objects(string name)
    {
        var all = mistakes;
        return Items(name)?.Select(item => Of(item.Item, item.Path, all)).OfType<Members>();
    }

    /// <summary>The members of an object; a mistake and null when it is none.</summary>
    public static Members? Of(JsonElement item, string path, Mistakes mistakes)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            return new Members(item, path, mistakes);
        }

        mistakes.Add(path, "dict_type", "must be an object", item);
        return null;
    }

    /// <summary>All members of the object.</summary>
    public JsonElement.ObjectEnumerator All() => element.EnumerateObject();

    /// <summary>Keeps the members that are not known here.</summary>
    /// <param name="rest">Where they go; made when the first comes.</param>
    /// <param name="inside">The name of this object within the one whose extensions they become, as in a JSON pointer; empty for itself.</param>
    /// <param name="known">The names that are known.</param>
    public void AddRest(ref List<KeyValuePair<string, string>>? rest, string inside, params ReadOnlySpan<string> known)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                var name = member.Name.Replace("~", "~0").Replace("/", "~1");
                (rest ??= []).Add(new(inside.Length == 0 ? name : $"{inside}/{name}", member.Value.GetRawText()));
            }
        }
    }

    /// <summary>The members that are not known here.</summary>
    public Extensions Rest(params ReadOnlySpan<string> known)
    {
        List<KeyValuePair<string, string>>? rest = null;
        AddRest(ref rest, "", known);
        return ToExtensions(rest);
    }

    /// <summary>Wraps what <see cref="AddRest"/> kept.</summary>
    public Extensions ToExtensions(List<KeyValuePair<string, string>>? rest) =>
        rest is null ? Extensions.None : new Extensions(mistakes.Dialect, rest);

    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    private bool Is(JsonElement value, JsonValueKind kind, string name, string code, string must)
    {
        if (value.ValueKind == kind)
        {
            return true;
        }

        mistakes.Add(At(name), code, must, value);
        return false;
    }
}
