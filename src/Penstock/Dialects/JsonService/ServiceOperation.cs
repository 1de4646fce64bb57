using Penstock.Domain.Models;

namespace Penstock.Dialects.JsonService;

/// <summary>One operation of a JSON service: what is sent where.</summary>
internal sealed record ServiceOperation
{
    /// <summary>The name of the input that is the whole body, where the body is no object with known members.</summary>
    public const string WholeBody = "body";

    /// <summary>The verb, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path below the service's base address, beginning with a slash; it may hold <c>{name}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What goes into path and query.</summary>
    public IReadOnlyList<ServiceParameter> Parameters { get; init; } = [];

    /// <summary>How the body is made.</summary>
    public ServiceBody Body { get; init; } = ServiceBody.Opaque;

    /// <summary>Whether the service wants a body even when nothing was given that would be in it.</summary>
    public bool BodyRequired { get; init; } = true;

    /// <summary>What it is, for people; empty when the document says nothing.</summary>
    public string Description { get; init; } = "";

    /// <summary>What it takes and gives; null for a service without a document.</summary>
    public Signature? Signature { get; init; }

    /// <summary>An operation that no document describes: JSON in, JSON out.</summary>
    public static ServiceOperation Unknown(string method, string path) => new() { Method = method, Path = path };
}
