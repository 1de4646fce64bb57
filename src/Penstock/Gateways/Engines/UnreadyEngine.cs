using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines;

/// <summary>Stands where a model's engine will be, and says what is missing.</summary>
/// <param name="reason">Why the model cannot be called now, as a part of a sentence.</param>
internal sealed class UnreadyEngine(string reason) : IEngine
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct) => ValueTask.FromResult(CallResult.Fail(
        new CallError(ErrorKind.Unavailable, $"The model '{call.State.Model!.Id}' is not ready: {reason}.") { Code = "model_not_ready", RetryAfter = Soon }));
}
