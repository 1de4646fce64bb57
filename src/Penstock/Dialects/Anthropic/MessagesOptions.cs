namespace Penstock.Dialects.Anthropic;

/// <summary>What a request says besides its input.</summary>
/// <param name="Model">The model's name at the provider.</param>
/// <param name="Stream">Whether the answer is asked for as a stream.</param>
internal readonly record struct MessagesOptions(string Model, bool Stream = false)
{
    /// <summary>Whether only the tokens are to be counted: such a request has no <c>max_tokens</c> and draws nothing.</summary>
    public bool Count { get; init; }

    /// <summary>
    /// The value of the member <c>anthropic_version</c>, where others host the model and the address names it: <c>bedrock-2023-05-31</c>,
    /// <c>vertex-2023-10-16</c>. The body then has no <c>model</c>. Null for Anthropic itself.
    /// </summary>
    public string? HostedVersion { get; init; }

    /// <summary>Whether the body does not say that it streams, since the address does (Bedrock).</summary>
    public bool StreamInAddress { get; init; }
}
