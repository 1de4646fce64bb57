using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>The body of a call that a function makes: an object of its own.</summary>
/// <param name="input">The object.</param>
/// <param name="depth">How many functions have called each other; 1 for the first.</param>
internal sealed class InProcessBody(object? input, int depth) : CallBody
{
    /// <summary>How many functions have called each other; 1 for the first.</summary>
    internal int Depth => depth;

    /// <inheritdoc/>
    public override ValueTask<(CallRequest? Request, CallError? Error)> ReadAsync(CancellationToken ct) => new((new InProcessRequest(input), null));
}
