using Penstock.Domain.Calls;

namespace Penstock.Tests;

/// <summary>A body that was read already: the test sets the request itself.</summary>
internal sealed class NoBody : CallBody
{
    public override ValueTask<(CallRequest? Request, CallError? Error)> ReadAsync(CancellationToken ct) =>
        throw new NotSupportedException("The request is set already.");
}
