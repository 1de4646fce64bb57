using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Tests;

/// <summary>The engine of a target that nobody calls.</summary>
internal sealed class NoEngine : IEngine
{
    public ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct) => throw new NotSupportedException("Nobody calls it here.");
}
