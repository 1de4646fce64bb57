namespace Penstock.Domain.Conversations;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Parts">
/// What is said, in order. An assistant's tool calls, reasoning and refusal are parts of its message; the results of tools are
/// <see cref="ToolResultPart"/>s of a message of <see cref="Role.Tool"/>, one or several.
/// </param>
public sealed record Message(Role Role, IReadOnlyList<Part> Parts)
{
    /// <summary>The speaker's name, where several share a role; null when there is none.</summary>
    public string? Name { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;

    /// <summary>A message of one text.</summary>
    public static Message Of(Role role, string text) => new(role, [new TextPart(text)]);

    /// <summary>The text parts, joined; empty when there are none.</summary>
    public string Text => string.Concat(Parts.OfType<TextPart>().Select(part => part.Text));
}
