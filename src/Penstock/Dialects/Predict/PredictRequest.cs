using System.Buffers;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>A typed model's own body: the address names the model, and there is nothing to govern in it.</summary>
/// <param name="body">The bytes, valid until <paramref name="buffer"/> is disposed.</param>
/// <param name="buffer">What owns the bytes; null when nobody needs them back.</param>
/// <param name="pool">Where the memory of tensors is rented; null for the pool that all share.</param>
internal sealed class PredictRequest(ReadOnlyMemory<byte> body, IDisposable? buffer = null, ArrayPool<byte>? pool = null) : CallRequest
{
    private (CallInput? Input, CallError? Error)? _read;

    /// <inheritdoc/>
    public override string? Model => null;

    /// <inheritdoc/>
    public override bool Stream => false;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body => body;

    /// <inheritdoc/>
    public override (CallInput? Input, CallError? Error) ReadInput(Model model) =>
        _read ??= model.Signature is { } signature ? PredictReader.Read(body.Span, signature, pool) : (new OpaqueInput(body), null);

    /// <inheritdoc/>
    public override void Dispose()
    {
        (_read?.Input as PredictInput)?.Memory?.Dispose();
        buffer?.Dispose();
    }
}
