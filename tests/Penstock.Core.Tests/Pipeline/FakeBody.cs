using Penstock.Domain.Calls;

namespace Penstock.Core.Tests.Pipeline;

/// <summary>A body that is a request already, or an error.</summary>
internal sealed class FakeBody(CallRequest? request, CallError? error = null) : CallBody
{
    public int Reads { get; private set; }

    public override ValueTask<(CallRequest? Request, CallError? Error)> ReadAsync(CancellationToken ct)
    {
        Reads++;
        return ValueTask.FromResult((request, error));
    }
}
