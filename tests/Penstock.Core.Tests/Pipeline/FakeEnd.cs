using Penstock.Domain.Calls;

namespace Penstock.Core.Tests.Pipeline;

/// <summary>An end action that writes its name into a list, and throws when told to.</summary>
internal sealed class FakeEnd(List<string> log, string name, Exception? fault = null) : IEndAction
{
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        log.Add($"{name} {call.State.End}");
        return fault is null ? ValueTask.CompletedTask : throw fault;
    }
}
