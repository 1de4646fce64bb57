using System.Globalization;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>Makes values of the errors of providers that speak OpenAI's dialect.</summary>
internal static class OpenAiErrors
{
    private const int LongestMessage = 2000;

    /// <summary>A provider's error: its bytes to be passed on, its message for whoever reads another format.</summary>
    /// <param name="body">The body, or the data of an error event.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="status">The HTTP status; null for an event in a stream, which may name one itself.</param>
    public static CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int? status)
    {
        var said = OpenAiErrorBody.TryRead(body);

        // DIALECT: OpenRouter and vLLM put the status into `code`.
        var answered = status ?? (int.TryParse(said?.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var named) && named is >= 400 and <= 599 ? named : 502);
        return new CallError(ErrorKind.ProviderError, said is { Message.Length: > 0 } ? Shorten(said.Message) : $"The provider answered with an error ({answered}).")
        {
            Code = said?.Code,
            Param = said?.Param,
            Provider = new ProviderFault(answered, OpenAiDialect.Name, contentType, body.ToArray()),
        };
    }

    private static string Shorten(string message) => message.Length > LongestMessage ? message[..LongestMessage] + "…" : message;
}
