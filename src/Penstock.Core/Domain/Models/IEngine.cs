using Penstock.Domain.Calls;

namespace Penstock.Domain.Models;

/// <summary>What finally runs a call: an HTTP provider, an ONNX session, a C# function.</summary>
public interface IEngine
{
    /// <summary>
    /// Runs a call at a target. Failures are values; an engine throws only for bugs, and
    /// <see cref="OperationCanceledException"/> when <paramref name="ct"/> is cancelled.
    /// </summary>
    ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct);
}
