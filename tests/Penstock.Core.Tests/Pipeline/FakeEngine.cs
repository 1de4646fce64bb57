using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Core.Tests.Pipeline;

/// <summary>Plays one step of its script a try, the last one again and again, and remembers when it was tried.</summary>
internal sealed class FakeEngine(params Func<Call, CancellationToken, ValueTask<CallResult>>[] script) : IEngine
{
    public List<TimeSpan> Tries { get; } = [];

    /// <summary>A step that answers at once.</summary>
    public static Func<Call, CancellationToken, ValueTask<CallResult>> Gives(CallResult result) => (_, _) => ValueTask.FromResult(result);

    /// <summary>A step that fails at once.</summary>
    public static Func<Call, CancellationToken, ValueTask<CallResult>> Fails(CallError error) => Gives(CallResult.Fail(error));

    /// <summary>A step that never answers.</summary>
    public static async ValueTask<CallResult> Hangs(Call call, CancellationToken ct)
    {
        await Silence.UntilAsync(ct);
        throw new InvalidOperationException("Nobody comes here.");
    }

    public ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        Tries.Add(call.Between(call.Started, call.Time.GetTimestamp()));
        return script[Math.Min(Tries.Count, script.Length) - 1](call, ct);
    }
}
