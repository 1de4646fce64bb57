using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Audit;

/// <summary>Takes secrets out of what the audit trail is given, by the names of members. What only points to a secret stays.</summary>
public static class AuditMask
{
    /// <summary>What stands where a secret was.</summary>
    public const string Masked = "[masked]";

    private static readonly FrozenSet<string> Whole = new[] { "key", "hash", "token", "credential", "credentials" }.ToFrozenSet(StringComparer.Ordinal);

    // The singular only: max_tokens and output_tokens are numbers that the trail is about.
    private static readonly string[] Ends = ["secret", "hash", "password", "passphrase", "token", "authorization", "cookie", "apikey", "privatekey", "secretkey", "secretaccesskey", "clientsecret", "masterkey"];

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON without secrets; what is no JSON is masked whole.</summary>
    public static string? Mask(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            return Clean(JsonNode.Parse(json))?.ToJsonString(Written) ?? "null";
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return $"\"{Masked}\"";
        }
    }

    private static JsonNode? Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (value is not null)
                    {
                        members[name] = IsSecret(name) && !IsHarmless(value) ? JsonValue.Create(Masked) : Clean(value);
                    }
                }

                return members;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonObject or JsonArray)
                    {
                        Clean(items[i]);
                    }
                }

                return items;
            default:
                return node;
        }
    }

    private static bool IsSecret(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return Whole.Contains(plain) || Ends.Any(end => plain.EndsWith(end, StringComparison.Ordinal));
    }

    // A number, a flag, a reference, an unexpanded variable, the id of a key.
    private static bool IsHarmless(JsonNode value) => value is JsonValue && value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>() is var text
            && (text.Length == 0 || text.StartsWith("secret:", StringComparison.Ordinal) || text.StartsWith("${", StringComparison.Ordinal) || text.StartsWith("key_", StringComparison.Ordinal)),
        _ => true,
    };
}
