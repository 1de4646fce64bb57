using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Core.Tests.Pipeline.Route;

/// <summary>Limits of providers that are full where the test says so, and remember what they were asked.</summary>
internal sealed class FakeLimits(params string[] full) : ITargetLimits
{
    public static readonly CallError Full = new(ErrorKind.RateLimited, "It is full.");

    public List<string> Asked { get; } = [];

    /// <summary>Ends the waiting; null for no waiting at all.</summary>
    public TaskCompletionSource<CallError?>? Turn { get; init; }

    public CallError? TryEnter(Call call, Target target)
    {
        Asked.Add("try " + target.Provider);
        return full.Contains(target.Provider) ? Full : null;
    }

    public async ValueTask<CallError?> EnterAsync(Call call, Target target, CancellationToken ct)
    {
        Asked.Add("wait " + target.Provider);
        return Turn is null ? Full : await Turn.Task.WaitAsync(ct);
    }

    public void Failed(Call call, CallError error) => Asked.Add("failed " + error.Kind);
}
