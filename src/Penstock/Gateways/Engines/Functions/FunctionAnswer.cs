using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>The answer of a function that left work for after it: whoever wrote the answer disposes it, and the work begins.</summary>
internal sealed class FunctionAnswer(CallOutput output, FunctionCall call) : Answer
{
    private int _disposed;

    /// <inheritdoc/>
    public override CallOutput Output => output;

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            call.Answered();
        }
    }
}
