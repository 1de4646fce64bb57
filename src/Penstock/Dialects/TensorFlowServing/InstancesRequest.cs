using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.TensorFlowServing;

/// <summary>A body of TensorFlow Serving's or Google's form: the address names the model, and there is nothing to govern in it.</summary>
/// <param name="body">The body, which the request owns.</param>
internal sealed class InstancesRequest(PooledBytes body) : CallRequest
{
    private (CallInput? Input, CallError? Error)? _read;

    /// <inheritdoc/>
    public override string? Model => null;

    /// <inheritdoc/>
    public override bool Stream => false;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body => body.Memory;

    /// <inheritdoc/>
    public override (CallInput? Input, CallError? Error) ReadInput(Model model) =>
        _read ??= model.Signature is { } signature ? InstancesReader.Read(Body.Span, signature) : (new OpaqueInput(Body), null);

    /// <inheritdoc/>
    public override void Dispose()
    {
        (_read?.Input as PredictInput)?.Memory?.Dispose();
        body.Dispose();
    }
}
