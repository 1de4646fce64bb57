using System.ComponentModel;

namespace Penstock.Resources.OpenInference;

/// <summary>An input or output of a model.</summary>
internal sealed record TensorMetadataView(
    [property: Description("Its name.")] string Name,
    [property: Description("The type of its elements.")] string Datatype,
    [property: Description("Its sizes, outermost first; -1 is one that varies.")] IReadOnlyList<long> Shape);
