using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Shadow;

/// <summary>
/// Has a share of a model's calls answered by its shadow version, too, after their own answer is had, in the background and one after the
/// other, and compares the answers. It costs a call a copy of its input and output; what does not fit the bounded queue is dropped and
/// counted. It changes no answer and fails no call.
/// </summary>
/// <param name="random">For the sample.</param>
/// <param name="comparisons">Where the results go.</param>
public sealed class ShadowStage(Random random, ShadowComparisons comparisons) : Stage, IAsyncDisposable
{
    private readonly ShadowQueue _queue = new(comparisons);

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct) =>
        call.State.Model?.Shadow is { } shadow && IsSampled(shadow.Sample) ? ShadowedAsync(call, shadow, next, ct) : next(call, ct);

    /// <summary>Ends: what waits is dropped, what runs is stopped.</summary>
    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private async ValueTask<CallResult> ShadowedAsync(Call call, ModelShadow shadow, Next next, CancellationToken ct)
    {
        var result = await next(call, ct);
        if (result is CallResult.Unary { Answer.Output: PredictOutput output } && call.State.Request?.ReadInput(call.State.Model!).Input is PredictInput input)
        {
            _queue.Offer(call, shadow, input, output);
        }

        return result;
    }

    private bool IsSampled(double share)
    {
        lock (random)
        {
            return random.NextDouble() < share;
        }
    }
}
