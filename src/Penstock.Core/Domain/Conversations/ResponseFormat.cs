namespace Penstock.Domain.Conversations;

/// <summary>The form the answer must have: one of the cases in this file.</summary>
public abstract record ResponseFormat
{
    private protected ResponseFormat()
    {
    }
}

/// <summary>Plain text: the same as no format.</summary>
public sealed record TextFormat : ResponseFormat;

/// <summary>Some JSON object.</summary>
public sealed record JsonObjectFormat : ResponseFormat;

/// <summary>JSON that fits a schema.</summary>
/// <param name="Name">The schema's name.</param>
public sealed record JsonSchemaFormat(string Name) : ResponseFormat
{
    /// <summary>The JSON schema as JSON text; null when not said.</summary>
    public string? Schema { get; init; }

    /// <summary>What the answer is for; null when not said.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the answer must fit exactly; null when not said.</summary>
    public bool? Strict { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;
}

/// <summary>A format that has no canonical form.</summary>
/// <param name="Dialect">The wire format it is of; no other can carry it.</param>
/// <param name="Type">What the dialect calls it.</param>
/// <param name="Json">The whole format as JSON text.</param>
public sealed record OtherFormat(string Dialect, string Type, string Json) : ResponseFormat;
