namespace Penstock.Domain.Calls;

/// <summary>One thing to be turned into a vector: one of the cases in this file.</summary>
public abstract record EmbeddingItem
{
    private protected EmbeddingItem()
    {
    }
}

/// <summary>A text.</summary>
/// <param name="Text">The text.</param>
public sealed record EmbeddingText(string Text) : EmbeddingItem;

/// <summary>A text as the model's tokenizer sees it.</summary>
/// <param name="Tokens">The token ids.</param>
public sealed record EmbeddingTokens(IReadOnlyList<int> Tokens) : EmbeddingItem;
