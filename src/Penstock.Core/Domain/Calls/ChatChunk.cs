using Penstock.Domain.Conversations;

namespace Penstock.Domain.Calls;

/// <summary>
/// A piece of a streamed chat answer: one of the cases in this file. Pieces of one choice are in order; choices may alternate.
/// </summary>
public abstract record ChatChunk
{
    private protected ChatChunk()
    {
    }

    /// <summary>The number of the answer it belongs to, from 0; 0 for a piece that belongs to all.</summary>
    public int Choice { get; init; }
}

/// <summary>An answer begins. It may be absent, and may come again: then it only repeats.</summary>
public sealed record StartChunk : ChatChunk
{
    /// <summary>The provider's id of the answer; null when not said.</summary>
    public string? Id { get; init; }

    /// <summary>When it was made, to the second; null when not said.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The model as the provider calls it; null when not said.</summary>
    public string? Model { get; init; }
}

/// <summary>More text.</summary>
/// <param name="Text">The text to append; may be empty where only a signature comes.</param>
public sealed record TextChunk(string Text) : ChatChunk
{
    /// <summary>The provider's signature over the text, to be sent back with it; null when there is none.</summary>
    public string? Signature { get; init; }
}

/// <summary>A whole part that came at once: a picture, or one that has no canonical form.</summary>
/// <param name="Part">The part.</param>
public sealed record PartChunk(Part Part) : ChatChunk;

/// <summary>More of a refusal.</summary>
/// <param name="Text">The text to append.</param>
public sealed record RefusalChunk(string Text) : ChatChunk;

/// <summary>More reasoning.</summary>
/// <param name="Text">The text to append; may be empty.</param>
public sealed record ReasoningChunk(string Text) : ChatChunk
{
    /// <summary>The signature over the reasoning so far; null when there is none (yet).</summary>
    public string? Signature { get; init; }

    /// <summary>Hidden reasoning; null when there is none.</summary>
    public string? Opaque { get; init; }
}

/// <summary>More of a spoken answer.</summary>
public sealed record AudioChunk : ChatChunk
{
    /// <summary>The id of the sound; null when not said (again).</summary>
    public string? Id { get; init; }

    /// <summary>Sound to append, in base64; null when there is none.</summary>
    public string? Base64 { get; init; }

    /// <summary>Transcript to append; null when there is none.</summary>
    public string? Transcript { get; init; }

    /// <summary>When the id stops being valid; null when not said.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A tool call begins.</summary>
/// <param name="Call">Its number among the answer's tool calls, from 0.</param>
/// <param name="Id">Its id; empty where a dialect has none.</param>
/// <param name="Name">The tool's name.</param>
public sealed record ToolCallChunk(int Call, string Id, string Name) : ChatChunk
{
    /// <summary>Whether the arguments are plain text and not JSON.</summary>
    public bool FreeForm { get; init; }

    /// <summary>The provider's signature over the call, to be sent back with it; null when there is none.</summary>
    public string? Signature { get; init; }
}

/// <summary>More of a tool call's arguments.</summary>
/// <param name="Call">The tool call's number.</param>
/// <param name="Arguments">Text to append.</param>
public sealed record ArgumentsChunk(int Call, string Arguments) : ChatChunk;

/// <summary>A remark on the text so far.</summary>
/// <param name="Annotation">The remark.</param>
public sealed record AnnotationChunk(Annotation Annotation) : ChatChunk;

/// <summary>Log-probabilities of the tokens that came last.</summary>
/// <param name="LogProbs">They.</param>
public sealed record LogProbsChunk(LogProbs LogProbs) : ChatChunk;

/// <summary>The answer has ended.</summary>
/// <param name="Finish">Why.</param>
public sealed record FinishChunk(Finish Finish) : ChatChunk
{
    /// <summary>The stop sequence it came to; null when it ended otherwise or when not said.</summary>
    public string? StopSequence { get; init; }
}

/// <summary>The tokens used so far, by all choices together. A later one replaces an earlier one.</summary>
/// <param name="Usage">The tokens.</param>
public sealed record UsageChunk(TokenUsage Usage) : ChatChunk;
