using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>
/// What the OpenAPI document says of one verb of an address. It is given where the address is mapped, so that nothing is mapped
/// without it. What follows from other facts is not repeated: 401 and 403 from <see cref="Access"/>; 400, 413 and 415 from a
/// body; 406 from a JSON answer; 500 always; the errors' format from the address.
/// </summary>
internal sealed record OperationDescription
{
    /// <summary>The <c>operationId</c>, unique in the document: a client generator makes a method's name of it.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="OperationTags"/>.</summary>
    public required string Tag { get; init; }

    /// <summary>One line.</summary>
    public required string Summary { get; init; }

    /// <summary>All there is to say, in CommonMark.</summary>
    public required string Description { get; init; }

    public OperationAccess Access { get; init; } = OperationAccess.Key;

    /// <summary>What a caller must be allowed to do: held by the gate, written into the document, and tested for every role. Null where any key, or nobody's, is enough.</summary>
    public Permission? Permission { get; init; }

    /// <summary>Whether it is enough to have <see cref="Permission"/> in some team: then the handler shows and changes only what belongs to such teams.</summary>
    public bool TeamScoped { get; init; }

    /// <summary>Who writes the audit trail's entry, where the verb changes something.</summary>
    public OperationAudit Audit { get; init; }

    /// <summary>A permission that is enough for what is the caller's own; null where there is no such thing.</summary>
    public Permission? OwnPermission { get; init; }

    /// <summary>The query's parameters, the headers read, and every placeholder of the path.</summary>
    public IReadOnlyList<ParameterDescription> Parameters { get; init; } = [];

    /// <summary>The body that is taken; null for none.</summary>
    public ContentDescription? Request { get; init; }

    /// <summary>What it answers when all went well.</summary>
    public required IReadOnlyList<AnswerDescription> Answers { get; init; }

    /// <summary>Puts in examples that work, of the models that the document's reader may call; null where those that are here do.</summary>
    public Func<IReadOnlyList<Model>, OperationDescription, OperationDescription>? Exemplify { get; init; }

    /// <summary>The errors it has besides those that follow from the rest.</summary>
    public IReadOnlyList<ErrorKind> Errors { get; init; } = [];
}
