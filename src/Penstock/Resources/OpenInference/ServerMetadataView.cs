using System.ComponentModel;

namespace Penstock.Resources.OpenInference;

/// <summary>What this server is, as the protocol says it.</summary>
internal sealed record ServerMetadataView(
    [property: Description("The server's name.")] string Name,
    [property: Description("The server's version.")] string Version,
    [property: Description("The extensions of the protocol that it has.")] IReadOnlyList<string> Extensions);
