using Penstock.Domain.Conversations;

namespace Penstock.Domain.Calls;

/// <summary>A conversation to be continued (<see cref="Capability.Chat"/>). Null means: not said, as the provider does by default.</summary>
public sealed record ChatInput : CallInput
{
    /// <summary>The conversation so far.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>The tools the model may ask for.</summary>
    public IReadOnlyList<Tool> Tools { get; init; } = [];

    /// <summary>Whether it may, must or must not use them.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether it may ask for several tools at once.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>The form the answer must have.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>How tokens are drawn.</summary>
    public Sampling Sampling { get; init; } = Sampling.Default;

    /// <summary>How much to think.</summary>
    public ReasoningOptions Reasoning { get; init; } = ReasoningOptions.Default;

    /// <summary>The most tokens to answer with, reasoning included.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Texts at which the answer ends.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>How many answers to give.</summary>
    public int? ChoiceCount { get; init; }

    /// <summary>Whether to tell the log-probabilities of the answer's tokens.</summary>
    public bool? LogProbs { get; init; }

    /// <summary>Of how many of the likeliest tokens to tell them.</summary>
    public int? TopLogProbs { get; init; }

    /// <summary>The caller's name for its end user.</summary>
    public string? User { get; init; }

    /// <summary>The caller's own labels; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;
}
