using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Core.Tests.Domain.Models;

/// <summary>An engine that says when it was disposed, and that fails what is asked of it afterwards.</summary>
internal sealed class DisposableEngine : IEngine, IDisposable
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Disposed => _disposed.Task;

    public ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct) =>
        Disposed.IsCompleted ? throw new ObjectDisposedException(nameof(DisposableEngine)) : ValueTask.FromResult(Pipeline.Given.Answer());

    public void Dispose() => _disposed.TrySetResult();
}
