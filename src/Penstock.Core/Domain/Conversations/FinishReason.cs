namespace Penstock.Domain.Conversations;

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>It was complete, or came to a stop sequence.</summary>
    Stop,

    /// <summary>It reached the limit of output tokens or of the context.</summary>
    Length,

    /// <summary>The model asks for tools.</summary>
    ToolCalls,

    /// <summary>The provider's filter held it back.</summary>
    ContentFilter,

    /// <summary>The model declined.</summary>
    Refusal,

    /// <summary>The provider failed while it answered.</summary>
    Error,

    /// <summary>A reason that has no canonical form; <see cref="Finish.Word"/> has it.</summary>
    Other,
}
