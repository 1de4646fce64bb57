namespace Penstock.Resources.Documents;

/// <summary>A parameter in the path, the query or a header.</summary>
/// <param name="Name">Its name; a path's placeholder without braces.</param>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Description">What it does.</param>
/// <param name="Schema">Its schema, as JSON text.</param>
internal sealed record ParameterDescription(string Name, string In, string Description, string Schema = """{"type":"string"}""")
{
    /// <summary>An example as JSON text; null for none.</summary>
    public string? Example { get; init; }

    /// <summary>A model's id: the document gives one that its reader may call as the example.</summary>
    public bool IsModel { get; init; }
}
