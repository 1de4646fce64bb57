namespace Penstock.Domain.Conversations;

/// <summary>A piece of a message: one of the cases in this file.</summary>
public abstract record Part
{
    private protected Part()
    {
    }

    /// <summary>The provider's signature over this part, to be sent back unchanged with it; null when there is none.</summary>
    public string? Signature { get; init; }

    /// <summary>A mark up to which the provider is to keep the conversation in its prompt cache; null for none.</summary>
    public CacheMark? Cache { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;
}

/// <summary>Text.</summary>
/// <param name="Text">The text; may be empty.</param>
public sealed record TextPart(string Text) : Part
{
    /// <summary>Where the text comes from.</summary>
    public IReadOnlyList<Annotation> Annotations { get; init; } = [];
}

/// <summary>An image.</summary>
/// <param name="Source">Where it is.</param>
public sealed record ImagePart(MediaSource Source) : Part
{
    /// <summary>How closely to look: <c>low</c>, <c>high</c>, <c>auto</c>, or a provider's word; null when not said.</summary>
    public string? Detail { get; init; }
}

/// <summary>Sound: an input, or the spoken form of an answer.</summary>
/// <param name="Source">Where it is; an earlier spoken answer is referred to as <see cref="MediaFile"/>.</param>
public sealed record AudioPart(MediaSource Source) : Part
{
    /// <summary>The id under which a later request may refer to this sound; null when there is none.</summary>
    public string? Id { get; init; }

    /// <summary>What is said in it; null when not known.</summary>
    public string? Transcript { get; init; }

    /// <summary>When <see cref="Id"/> stops being valid; null when not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A document.</summary>
/// <param name="Source">Where it is.</param>
public sealed record FilePart(MediaSource Source) : Part
{
    /// <summary>Its file name; null when there is none.</summary>
    public string? Name { get; init; }
}

/// <summary>The model asks for a tool.</summary>
/// <param name="Id">The id the result refers to; empty where a dialect has none.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments as the model wrote them: JSON text, unless <see cref="FreeForm"/>. It may be malformed: models err.</param>
public sealed record ToolCallPart(string Id, string Name, string Arguments) : Part
{
    /// <summary>Whether the arguments are plain text and not JSON.</summary>
    public bool FreeForm { get; init; }
}

/// <summary>What a tool answered.</summary>
/// <param name="CallId">The <see cref="ToolCallPart.Id"/> this answers.</param>
/// <param name="Content">The answer: text, and in some dialects images and files.</param>
public sealed record ToolResultPart(string CallId, IReadOnlyList<Part> Content) : Part
{
    /// <summary>The tool's name, where a dialect wants it; null when not said.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the tool failed; null when not said.</summary>
    public bool? IsError { get; init; }
}

/// <summary>What the model thought before it answered.</summary>
/// <param name="Text">The reasoning or a summary of it; empty when it is hidden.</param>
public sealed record ReasoningPart(string Text) : Part
{
    /// <summary>Hidden (encrypted) reasoning, to be sent back unchanged; null when there is none.</summary>
    public string? Opaque { get; init; }
}

/// <summary>The model declines, in words.</summary>
/// <param name="Text">Its words.</param>
public sealed record RefusalPart(string Text) : Part;

/// <summary>A part that has no canonical form.</summary>
/// <param name="Dialect">The wire format it is of; no other can carry it.</param>
/// <param name="Type">What the dialect calls it.</param>
/// <param name="Json">The whole part as JSON text.</param>
public sealed record OtherPart(string Dialect, string Type, string Json) : Part;
