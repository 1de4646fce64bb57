using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>
/// An ONNX model that is loaded when it is first asked for: a server that only forwards calls to providers does not pay the
/// memory of ONNX Runtime for a model in the box.
/// </summary>
internal sealed class LazyOnnxEngine(Func<OnnxEngine> open) : IEngine, IDisposable
{
    private readonly Lazy<OnnxEngine> _engine = new(open);

    /// <summary>What the model takes and gives; loads it.</summary>
    internal OnnxDescription Description => _engine.Value.Description;

    /// <summary>Whether calls share runs now; loads it.</summary>
    internal OnnxBatching Batching => _engine.Value.Batching;

    /// <inheritdoc/>
    public ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct) => _engine.Value.InvokeAsync(call, target, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }
    }
}
