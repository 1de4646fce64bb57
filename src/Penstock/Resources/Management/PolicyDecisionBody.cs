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
        var mistakes = body.EnumerateObject().Where(member => !Members.Contains(member.Name))
            .Select(member => new InputMistake(member.Name, "extra_forbidden", $"There is no such member. Known are: {string.Join(", ", Members)}.")).ToList();
        var callId = Text(body, "call_id", mistakes);
        var model = Text(body, "model", mistakes);
        if (callId is null == model is null)
        {
            mistakes.Add(new InputMistake("model", "missing", "Give the call_id of a call that was made, or the model of one that might be."));
        }

        var capability = Capability.Chat;
        if (Text(body, "capability", mistakes) is { } word && !CapabilityNames.TryParse(word, out capability))
        {
            mistakes.Add(new InputMistake("capability", "enum", $"It must be one of: {string.Join(", ", Enum.GetValues<Capability>().Select(one => one.Name()))}.", word));
        }

        IPAddress? address = null;
        if (Text(body, "address", mistakes) is { } from && !IPAddress.TryParse(from, out address))
        {
            mistakes.Add(new InputMistake("address", "value_error", "It must be an IP address.", from));
        }

        var stream = false;
        if (body.TryGetProperty("stream", out var streaming) && streaming.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            mistakes.Add(new InputMistake("stream", "bool_type", "It must be true or false.", streaming.GetRawText()));
        }
        else
        {
            stream = streaming.ValueKind == JsonValueKind.True;
        }

        long? bytes = null;
        if (body.TryGetProperty("body_bytes", out var size))
        {
            bytes = size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var count) && count >= 0 ? count : null;
            if (bytes is null)
            {
                mistakes.Add(new InputMistake("body_bytes", "int_type", "It must be a whole number from 0.", size.GetRawText()));
            }
        }

        var read = new PolicyDecisionBody
        {
            CallId = callId,
            KeyId = Text(body, "key_id", mistakes),
            Model = model,
            Capability = capability,
            Stream = stream,
            Tags = Map(body, "tags", mistakes, StringComparer.Ordinal),
            Headers = Map(body, "headers", mistakes, StringComparer.OrdinalIgnoreCase),
            Tools = List(body, "tools", mistakes),
            Address = address,
            BodyBytes = bytes,
        };
        return mistakes.Count == 0 ? (read, null) : (null, new CallError(ErrorKind.InvalidInput, $"'{mistakes[0].Path}': {mistakes[0].Message}") { Mistakes = mistakes });
    }

    private static string? Text(JsonElement body, string name, List<InputMistake> mistakes)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        mistakes.Add(new InputMistake(name, "string_type", "It must be a text that is not empty.", value.GetRawText()));
        return null;
    }

    private static Dictionary<string, string> Map(JsonElement body, string name, List<InputMistake> mistakes, StringComparer names)
    {
        var map = new Dictionary<string, string>(names);
        if (body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.String))
            {
                mistakes.Add(new InputMistake(name, "dict_type", "It must be an object whose members are texts."));
                return map;
            }

            foreach (var member in value.EnumerateObject())
            {
                map[member.Name] = member.Value.GetString()!;
            }
        }

        return map;
    }

    private static IReadOnlyList<string> List(JsonElement body, string name, List<InputMistake> mistakes)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        mistakes.Add(new InputMistake(name, "list_type", "It must be a list of texts."));
        return [];
    }
}
