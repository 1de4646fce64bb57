namespace Penstock.Domain.Conversations;

/// <summary>A remark of the model on its own text: one of the cases in this file.</summary>
public abstract record Annotation
{
    private protected Annotation()
    {
    }
}

/// <summary>A source on the web.</summary>
/// <param name="Url">Its address.</param>
public sealed record UrlCitation(string Url) : Annotation
{
    /// <summary>Its title; null when not said.</summary>
    public string? Title { get; init; }

    /// <summary>The first character of the text it supports; null when not said.</summary>
    public int? Start { get; init; }

    /// <summary>One past the last character of the text it supports; null when not said.</summary>
    public int? End { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;
}

/// <summary>A place in a document that was given with the question.</summary>
public sealed record DocumentCitation : Annotation
{
    /// <summary>The words that are cited; null when not said.</summary>
    public string? CitedText { get; init; }

    /// <summary>Which of the documents, from 0; null when not said.</summary>
    public int? Document { get; init; }

    /// <summary>The document's title; null when not said.</summary>
    public string? Title { get; init; }

    /// <summary>What <see cref="Start"/> and <see cref="End"/> count in the document.</summary>
    public CitationUnit Unit { get; init; }

    /// <summary>The first unit that is cited, as the provider counts; null when not said.</summary>
    public int? Start { get; init; }

    /// <summary>One past the last unit that is cited; null when not said.</summary>
    public int? End { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;
}

/// <summary>An annotation that has no canonical form.</summary>
/// <param name="Dialect">The wire format it is of; no other can carry it.</param>
/// <param name="Type">What the dialect calls it.</param>
/// <param name="Json">The whole annotation as JSON text.</param>
public sealed record OtherAnnotation(string Dialect, string Type, string Json) : Annotation;
