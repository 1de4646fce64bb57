namespace Penstock.Dialects.OpenAi;

/// <summary>What a request says besides its input.</summary>
/// <param name="Model">The model's name at the provider.</param>
/// <param name="Stream">Whether the answer is asked for as a stream.</param>
/// <param name="IncludeUsage">Whether the stream is to tell its usage; ignored without <paramref name="Stream"/>.</param>
/// <param name="OlderMaxTokens">Whether the provider knows only <c>max_tokens</c>.</param>
internal readonly record struct ChatRequestOptions(string Model, bool Stream = false, bool IncludeUsage = false, bool OlderMaxTokens = false)
{
    /// <summary>How messages are written for providers that want them otherwise.</summary>
    public MessageForm Messages { get; init; }
}
