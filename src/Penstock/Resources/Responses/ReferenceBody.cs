using Penstock.Domain.Calls;

namespace Penstock.Resources.Responses;

/// <summary>The body of a call that has none: it only refers to what a provider keeps.</summary>
internal sealed class ReferenceBody(CallRequest request) : CallBody
{
    public override ValueTask<(CallRequest? Request, CallError? Error)> ReadAsync(CancellationToken ct) => new((request, null));
}
