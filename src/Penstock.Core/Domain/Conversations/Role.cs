namespace Penstock.Domain.Conversations;

/// <summary>Who speaks in a message.</summary>
public enum Role
{
    /// <summary>Instructions of the operator.</summary>
    System,

    /// <summary>Instructions of the application, where a dialect tells them from <see cref="System"/>; elsewhere the same.</summary>
    Developer,

    /// <summary>The person or program that asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>What tools answered: each part is a <see cref="ToolResultPart"/>.</summary>
    Tool,
}
