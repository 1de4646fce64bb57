using Microsoft.Extensions.Logging;
using Penstock.Batching;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Typed;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>
/// Runs a C# function over lists. A call gives one item: the members of a positional record, anything else as the member <c>input</c>.
/// Calls that come while the function runs share its next run; a run that fails is done again item by item, so that a bad one fails alone.
/// </summary>
internal sealed class BatchFunctionEngine : IEngine, IDisposable
{
    private readonly string _name;
    private readonly ILogger _log;
    private readonly BatchFunction _function;
    private readonly FlatRecord? _record;
    private readonly BatchSlots _slots;
    private readonly BatchScheduler<object?, byte[]> _scheduler;

    /// <summary>Makes an engine; <see cref="ArgumentException"/> when the function is none over lists.</summary>
    internal BatchFunctionEngine(string name, Delegate function, BatchOptions options, ILogger<BatchFunctionEngine> log, TimeProvider time)
    {
        (_name, _log, _function) = (name, log, BatchFunction.Of(name, function));
        _record = FlatRecord.Of(_function.Item);
        _slots = new BatchSlots(options.Concurrency);
        _scheduler = new BatchScheduler<object?, byte[]>(new BatchFunctionRunner(name, _function, log, time), options, _slots, time);
        Signature = new Signature(_record?.Inputs ?? [FunctionSignature.Item(_function.Item)], [FunctionSignature.Output(_function.Result)]);
    }

    /// <summary>What a call gives and gets.</summary>
    internal Signature Signature { get; }

    /// <inheritdoc/>
    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        var model = call.State.Model!;
        var (input, error) = call.State.Request!.ReadInput(model);
        if (error is not null)
        {
            return CallResult.Fail(error);
        }

        using var scope = _log.BeginScope(new CallScope(call.Id));
        if (input is not PredictInput predict)
        {
            return CallResult.Fail(ErrorKind.InvalidRequest, $"The model '{model.Id}' is a function; it takes its arguments as a JSON object by name.");
        }

        try
        {
            var terms = new BatchTerms(1, model.Id, model.Version) { Priority = predict.Priority, QueueTimeout = predict.QueueTimeout };
            var outcome = await _scheduler.RunAsync(ItemOf(predict), terms, ct);
            if (outcome.Error is not null)
            {
                return CallResult.Fail(outcome.Error);
            }

            call.State.Phases = outcome.Phases;
            return new CallResult.Unary(new OutputAnswer(new PredictOutput(predict.Form, [new JsonText(FunctionSignature.Result, outcome.Result)])));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            return CallResult.Fail(new FunctionFaults(_log, IsGiven).ErrorOf(Named(exception), _name, call.Id));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scheduler.Dispose();
        _slots.Dispose();
    }

    private object? ItemOf(PredictInput input)
    {
        if (_record is not null)
        {
            return _record.Make(input);
        }

        object? item = null;
        FunctionParameters.Take(input, FunctionSignature.ItemName, ref item);
        return item;
    }

    private bool IsGiven(string? name) => _record?.Has(name) ?? name == FunctionSignature.ItemName;

    // The function knows its list, and the caller only the item in it.
    private Exception Named(Exception exception)
    {
        if (_record is not null || exception is not ArgumentException { ParamName: { } name } || name != _function.ListName)
        {
            return exception;
        }

        var message = exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal);
        return new ArgumentException(message, FunctionSignature.ItemName, exception);
    }
}
