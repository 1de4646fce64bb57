using System.Net;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>The call that a decision is asked about: one that was made, by its id, or one that might be.</summary>
internal sealed record PolicyDecisionBody
{
    private static readonly string[] Members = ["call_id", "key_id", "model", "capability", "stream", "tags", "tools", "address", "headers", "body_bytes"];

    public string? CallId { get; private init; }

    public string? KeyId { get; private init; }

    public string? Model { get; private init; }

    public Capability Capability { get; private init; }

    public bool Stream { get; private init; }

    public IReadOnlyDictionary<string, string> Tags { get; private init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Tools { get; private init; } = [];

    public IPAddress? Address { get; private init; }

    public long? BodyBytes { get; private init; }

    /// <summary>Reads it; every mistake at once.</summary>
    public static (PolicyDecisionBody? Body, CallError? Error) Read(JsonElement body)
    {
        var members = new MemberReader(body);
        members.Only(Members);
        var callId = Text(members, "call_id");
        var model = Text(members, "model");
        if (callId is null == model is null)
        {
            members.Refuse("model", "missing", "Give the call_id of a call that was made, or the model of one that might be.");
        }

        var capability = Capability.Chat;
        if (Text(members, "capability") is { } word && !CapabilityNames.TryParse(word, out capability))
        {
            members.Refuse("capability", "enum", $"It must be one of: {string.Join(", ", Enum.GetValues<Capability>().Select(one => one.Name()))}.", word);
        }

        IPAddress? address = null;
        if (Text(members, "address") is { } from && !IPAddress.TryParse(from, out address))
        {
            members.Refuse("address", "value_error", "It must be an IP address.", from);
        }

        var stream = false;
        if (members.Has("stream", out var streaming) && streaming.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            members.Refuse("stream", "bool_type", "It must be true or false.", streaming.GetRawText());
        }
        else
        {
            stream = streaming.ValueKind == JsonValueKind.True;
        }

        long? bytes = null;
        if (members.Has("body_bytes", out var size))
        {
            bytes = size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var count) && count >= 0 ? count : null;
            if (bytes is null)
            {
                members.Refuse("body_bytes", "int_type", "It must be a whole number from 0.", size.GetRawText());
            }
        }

        var read = new PolicyDecisionBody
        {
            CallId = callId,
            KeyId = Text(members, "key_id"),
            Model = model,
            Capability = capability,
            Stream = stream,
            Tags = Map(members, "tags", StringComparer.Ordinal),
            Headers = Map(members, "headers", StringComparer.OrdinalIgnoreCase),
            Tools = List(members, "tools"),
            Address = address,
            BodyBytes = bytes,
        };
        return members.FirstError is { } error ? (null, error) : (read, null);
    }

    private static string? Text(MemberReader members, string name)
    {
        if (!members.Gives(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        members.Refuse(name, "string_type", "It must be a text that is not empty.", value.GetRawText());
        return null;
    }

    private static Dictionary<string, string> Map(MemberReader members, string name, StringComparer names)
    {
        var map = new Dictionary<string, string>(names);
        if (members.Gives(name, out var value))
        {
            if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.String))
            {
                members.Refuse(name, "dict_type", "It must be an object whose members are texts.");
                return map;
            }

            foreach (var member in value.EnumerateObject())
            {
                map[member.Name] = member.Value.GetString()!;
            }
        }

        return map;
    }

    private static IReadOnlyList<string> List(MemberReader members, string name)
    {
        if (!members.Gives(name, out var value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        members.Refuse(name, "list_type", "It must be a list of texts.");
        return [];
    }
}
