using System.Collections.Concurrent;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// One object of a proto message in JSON. Its members may be written as in <c>fileUri</c> or as in <c>file_uri</c> (protobuf's JSON mapping
/// takes both), and are asked for here by the first form; both at once are a mistake.
/// </summary>
internal readonly struct ProtoObject(Members members)
{
    private static readonly ConcurrentDictionary<string, string> Snakes = new();

    /// <summary>Where mistakes go.</summary>
    public Mistakes Mistakes => members.Mistakes;

    /// <summary>The object as JSON text.</summary>
    public string Json => members.Json;

    /// <summary>The path of a member, as it was written.</summary>
    public string At(string name) => members.At(Written(name));

    /// <summary>A member that is there and not null.</summary>
    public bool TryGet(string name, out JsonElement value) => members.TryGet(Written(name), out value);

    /// <summary>Whether a member is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>A string; null when absent.</summary>
    public string? Text(string name) => members.Text(Written(name));

    /// <summary>A string that must be there.</summary>
    public string RequiredText(string name) => members.RequiredText(Written(name));

    /// <summary>A number; null when absent.</summary>
    public double? Number(string name) => members.Number(Written(name));

    /// <summary>A whole number; null when absent. Protobuf writes those of 64 bits as strings.</summary>
    public long? Whole(string name) => TryGet(name, out var value) && value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), out var number)
        ? number
        : members.Whole(Written(name));

    /// <summary>A whole number of 32 bits; null when absent.</summary>
    public int? Int(string name) => members.Int(Written(name));

    /// <summary>A boolean; null when absent.</summary>
    public bool? Flag(string name) => members.Flag(Written(name));

    /// <summary>An object; null when absent.</summary>
    public ProtoObject? Object(string name) => members.Object(Written(name)) is { } found ? new ProtoObject(found) : null;

    /// <summary>An object that must be there.</summary>
    public ProtoObject RequiredObject(string name) => new(members.RequiredObject(Written(name)));

    /// <summary>The objects of an array; null when absent.</summary>
    public IEnumerable<ProtoObject>? Objects(string name) => members.Objects(Written(name))?.Select(item => new ProtoObject(item));

    /// <summary>The strings of an array; null when absent.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (members.Items(Written(name)) is not { } items)
        {
            return null;
        }

        List<string> texts = [];
        foreach (var (item, path) in items)
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                Mistakes.Add(path, "string_type", "must be a string", item);
            }
        }

        return texts;
    }

    /// <summary>The names of all members.</summary>
    public IEnumerable<string> Names() => members.All().Select(member => member.Name);

    /// <summary>The members that are not known here.</summary>
    public Extensions Rest(params ReadOnlySpan<string> known)
    {
        List<KeyValuePair<string, string>>? rest = null;
        AddRest(ref rest, "", known);
        return ToExtensions(rest);
    }

    /// <summary>Keeps the members that are not known here.</summary>
    public void AddRest(ref List<KeyValuePair<string, string>>? rest, string inside, params ReadOnlySpan<string> known)
    {
        var both = new string[known.Length * 2];
        for (var i = 0; i < known.Length; i++)
        {
            both[2 * i] = known[i];
            both[(2 * i) + 1] = Snake(known[i]);
        }

        members.AddRest(ref rest, inside, both);
    }

    /// <summary>Wraps what <see cref="AddRest"/> kept.</summary>
    public Extensions ToExtensions(List<KeyValuePair<string, string>>? rest) => members.ToExtensions(rest);

    /// <summary>The other form of a name: <c>file_uri</c> for <c>fileUri</c>. The names that are asked for are few, and of this code.</summary>
    private static string Snake(string name)
    {
        if (!name.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            return name;
        }

        if (!Snakes.TryGetValue(name, out var snake))
        {
            Snakes[name] = snake = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
        }

        return snake;
    }

    private string Written(string name)
    {
        var snake = Snake(name);
        if (snake == name || !members.TryGet(snake, out var other))
        {
            return name;
        }

        if (members.TryGet(name, out _))
        {
            Mistakes.Add(members.At(snake), "conflict", $"must not stand beside '{name}': they are the same member", other);
        }

        return snake;
    }
}
