namespace Penstock.Domain.Models;

/// <summary>
/// The most tokens that a wire format's providers take for what is not text, and for what they put around it. Worst cases, each stated with its
/// source where the dialect gives it.
/// </summary>
public sealed record InputCosts
{
    /// <summary>For a target of whose provider nothing is known.</summary>
    public static readonly InputCosts Unknown = new();

    /// <summary>What is put around every request: the chat template, a system prompt of the provider's.</summary>
    public int Request { get; init; } = 256;

    /// <summary>What is put around tools, where there are any.</summary>
    public int Tools { get; init; } = 1024;

    /// <summary>What is put around each tool, besides its own bytes.</summary>
    public int Tool { get; init; } = 768;

    /// <summary>A picture.</summary>
    public int Image { get; init; } = 16_384;

    /// <summary>A sound, besides an eighth of its bytes.</summary>
    public int Sound { get; init; } = 4096;

    /// <summary>A document or a thing referred to: the longest input there is, since no size says how much text is in it.</summary>
    public int File { get; init; } = 1_048_576;

    /// <summary>A film.</summary>
    public int Video { get; init; } = 1_048_576;
}
