using Penstock.Domain.Calls;
using Penstock.Pipeline;

namespace Penstock.Core.Tests.Pipeline;

/// <summary>A stage of one lambda.</summary>
internal sealed class FakeStage(Func<Call, Next, CancellationToken, ValueTask<CallResult>> run) : Stage
{
    /// <summary>The innermost stage: answers with a thing.</summary>
    public static FakeStage Gives(CallResult result) => new((_, _, _) => ValueTask.FromResult(result));

    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct) => run(call, next, ct);
}
