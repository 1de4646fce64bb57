using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenInference;

/// <summary>Makes values of the errors of another server of the protocol.</summary>
internal static class InferErrors
{
    private const int LongestText = 2000;

    /// <summary>A server's error. What it says of its own failures is for its operator: of those only the status crosses.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="body">The body, shortened to the limit errors have.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    internal static CallError ReadFault(string provider, ReadOnlyMemory<byte> body, string? contentType, int status)
    {
        var said = status < 500 ? InferAnswerReader.ReadError(body.Span) : null;
        var message = string.IsNullOrWhiteSpace(said)
            ? $"The server '{provider}' answered with an error ({status})."
            : $"The server '{provider}' answered {status}: {(said.Length > LongestText ? said[..LongestText] + "…" : said)}";
        return new CallError(ErrorKind.ProviderError, message) { Provider = new ProviderFault(status, OpenInferenceDialect.Name, contentType, body) };
    }
}
