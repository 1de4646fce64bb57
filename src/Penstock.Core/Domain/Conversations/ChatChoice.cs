namespace Penstock.Domain.Conversations;

/// <summary>One of the answers to a conversation.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Message">What the model says.</param>
public sealed record ChatChoice(int Index, Message Message)
{
    /// <summary>Why it ended; null when not said.</summary>
    public Finish? Finish { get; init; }

    /// <summary>The stop sequence it came to; null when it ended otherwise or when not said.</summary>
    public string? StopSequence { get; init; }

    /// <summary>Log-probabilities; null when not asked for.</summary>
    public LogProbs? LogProbs { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;
}
