using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Responses;

/// <summary>A request for what a provider keeps under an id: to read it, to delete it, or to list what it was made of.</summary>
/// <param name="keeper">The provider that keeps it.</param>
/// <param name="id">Its id.</param>
/// <param name="request">What is sent to it.</param>
internal sealed class ResponseReference(string keeper, string id, ProviderRequest request) : CallRequest
{
    public override string Dialect => ResponsesDialect.Name;

    public override string? Model => null;

    public override bool Stream => request.Stream;

    public override ReadOnlyMemory<byte> Body => default;

    public override string Provider => keeper;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>What is sent.</summary>
    public ProviderRequest Request => request;

    public override (CallInput? Input, CallError? Error) ReadInput(Model model) =>
        (null, new CallError(ErrorKind.NotFound, "Only the provider that made this response has it."));

    public override void Dispose()
    {
    }
}
