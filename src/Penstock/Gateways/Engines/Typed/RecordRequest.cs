using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Typed;

/// <summary>A record as what a model is fed with.</summary>
internal sealed class RecordRequest(RecordInput input, object record) : CallRequest
{
    private PredictRequest? _read;

    /// <inheritdoc/>
    public override string? Model => null;

    /// <inheritdoc/>
    public override bool Stream => false;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body => (_read ??= new PredictRequest(input.Write(record))).Body;

    /// <inheritdoc/>
    public override (CallInput? Input, CallError? Error) ReadInput(Model model)
    {
        var (read, error) = (_read ??= new PredictRequest(input.Write(record))).ReadInput(model);

        // The outputs are read as those of one row.
        return (read is PredictInput tensors ? tensors with { Form = new PredictForm(PredictLayout.Row) } : read, error);
    }

    /// <inheritdoc/>
    public override void Dispose() => _read?.Dispose();
}
