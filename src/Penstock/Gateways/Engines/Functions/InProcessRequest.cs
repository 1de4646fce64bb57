using Penstock.Dialects.Predict;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>What a function gives a model: it is read like any caller's JSON, so that it is validated like it.</summary>
internal sealed class InProcessRequest(object? input) : CallRequest
{
    private PredictRequest? _read;

    /// <inheritdoc/>
    public override string? Model => null;

    /// <inheritdoc/>
    public override bool Stream => false;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body => _read?.Body ?? default;

    /// <inheritdoc/>
    public override (CallInput? Input, CallError? Error) ReadInput(Model model) =>
        (_read ??= new PredictRequest(ClrArguments.Write(input, model.Signature))).ReadInput(model);

    /// <inheritdoc/>
    public override void Dispose() => _read?.Dispose();
}
