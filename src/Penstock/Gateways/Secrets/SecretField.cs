using System.Text.Json;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets;

/// <summary>Takes what a reference asks for out of a secret's text.</summary>
internal static class SecretField
{
    /// <summary>The longest secret, in characters.</summary>
    public const int Longest = 64 * 1024;

    /// <summary>The whole text, or a member of the JSON object that it is.</summary>
    /// <param name="text">The secret as the store has it.</param>
    /// <param name="field">The member; null for the whole.</param>
    /// <param name="what">The secret, for messages: <c>'openai' of the secret store 'aws'</c>.</param>
    public static SecretReading Of(string text, string? field, string what)
    {
        if (field is not null)
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                return Of(document.RootElement, field, what);
            }
            catch (JsonException)
            {
                // Its message may repeat a part of the secret.
                return SecretReading.Not(SecretFaultKind.NotFound, $"The secret {what} is no JSON object, and so has no field '{field}'.");
            }
        }

        return text.Length is 0 or > Longest
            ? SecretReading.Not(SecretFaultKind.Unreadable, $"The secret {what} is {(text.Length == 0 ? "empty" : $"longer than {Longest} characters")}.")
            : SecretReading.Of(text);
    }

    /// <summary>A member of an object.</summary>
    public static SecretReading Of(JsonElement value, string field, string what) =>
        value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(field, out var member) || member.ValueKind == JsonValueKind.Null
            ? SecretReading.Not(SecretFaultKind.NotFound, $"The secret {what} has no field '{field}'.")
            : Of(member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText(), null, what);
}
