using Penstock.Domain.Calls;

namespace Penstock.Dialects.Anthropic;

/// <summary>Makes values of the errors of providers that speak Anthropic's dialect.</summary>
internal static class AnthropicErrors
{
    private const int LongestMessage = 2000;

    // DIALECT: Bedrock and Vertex say errors of their own in their own form, which is written anew for the client.
    private const string Hosts = AnthropicDialect.Name + "/host";

    // DIALECT: these two have the type of any wrong request, and only their message says what they are.
    private static readonly (string Words, string Code)[] Meanings =
    [
        ("prompt is too long", "context_length_exceeded"),
        ("exceed context limit", "context_length_exceeded"),
        ("exceeds the maximum number of tokens", "context_length_exceeded"),
        ("content filtering policy", "content_filter"),
    ];

    /// <summary>A provider's error: its bytes to be passed on, its message for whoever reads another format.</summary>
    /// <param name="body">The body, or the data of an error event.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="status">The HTTP status; null for an event in a stream, whose type says it.</param>
    public static CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int? status)
    {
        var said = AnthropicErrorBody.TryRead(body);
        var answered = status ?? AnthropicErrorBody.Status(said?.Type);
        return new CallError(ErrorKind.ProviderError, said is { Message.Length: > 0 } ? Shorten(said.Message) : $"The provider answered with an error ({answered}).")
        {
            Code = Code(said),
            Provider = new ProviderFault(answered, said is { Type: null } ? Hosts : AnthropicDialect.Name, contentType, body.ToArray()),
        };
    }

    // The types repeat the status, for which each dialect has its own words.
    private static string? Code(AnthropicError? said)
    {
        foreach (var (words, code) in Meanings)
        {
            if (said?.Message.Contains(words, StringComparison.OrdinalIgnoreCase) == true)
            {
                return code;
            }
        }

        return said switch
        {
            null => null,
            { Code: not null } => said.Code,
            { Type: "not_found_error" } when said.Message.StartsWith("model", StringComparison.Ordinal) => ErrorKind.ModelNotFound.Code(),
            _ => null,
        };
    }

    private static string Shorten(string message) => message.Length > LongestMessage ? message[..LongestMessage] + "…" : message;
}
