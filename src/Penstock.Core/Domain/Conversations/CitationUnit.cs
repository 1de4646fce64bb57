namespace Penstock.Domain.Conversations;

/// <summary>What the ends of a citation count.</summary>
public enum CitationUnit
{
    /// <summary>Characters, from 0.</summary>
    Character,

    /// <summary>Pages, from 1.</summary>
    Page,

    /// <summary>Blocks of a document that came in blocks, from 0.</summary>
    Block,
}
