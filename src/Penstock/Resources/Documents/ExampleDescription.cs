namespace Penstock.Resources.Documents;

/// <summary>An example.</summary>
/// <param name="Name">Its key in the document.</param>
/// <param name="Summary">What it shows.</param>
/// <param name="Value">The body: JSON text, or the text itself where the media type is not JSON.</param>
internal sealed record ExampleDescription(string Name, string Summary, string Value);
