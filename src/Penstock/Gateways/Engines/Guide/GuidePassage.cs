namespace Penstock.Gateways.Engines.Guide;

/// <summary>A part of a document under one heading.</summary>
/// <param name="Source">The document's path in the repository.</param>
/// <param name="Heading">The heading and those above it, the outermost first, joined by <c> › </c>; empty before the first.</param>
/// <param name="Text">What stands under it, as Markdown.</param>
internal sealed record GuidePassage(string Source, string Heading, string Text);
