using System.Text.Json;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;

namespace Penstock.Gateways.Engines.Typed;

/// <summary>
/// A model between C# types: the caller's JSON becomes a record (by the host's code, where there is some before the model), the record
/// the model's tensors, the outputs a record, and that the answer (by the host's code after the model, where there is some).
/// </summary>
internal sealed class TypedModelEngine : IEngine, IDisposable
{
    private readonly string _name;
    private readonly ILogger _log;
    private readonly IServiceProvider _services;
    private readonly Model _model;
    private readonly FlatRecord? _record;
    private readonly ModelStep? _before;
    private readonly ModelStep? _after;
    private readonly RecordInput _input;
    private readonly RecordOutput _output;
    private readonly Type _resultType;

    /// <summary>Makes an engine.</summary>
    /// <param name="registration">The types and the code around the model.</param>
    /// <param name="model">The model itself; its first target runs it.</param>
    /// <param name="services">What the code around it may be given.</param>
    /// <param name="log">For what goes wrong in it.</param>
    /// <exception cref="ArgumentException">The types do not fit each other or the model; the message names the member.</exception>
    internal TypedModelEngine(ModelRegistration registration, Model model, IServiceProvider services, ILogger<TypedModelEngine> log)
    {
        (_name, _model, _services, _log) = (registration.Name, model, services, log);
        _before = registration.Before is null ? null : new ModelStep(registration.Before, services, null);
        var given = registration.In ?? _before?.ResultType
            ?? throw new ArgumentException("nobody says what goes into the model: serve it as Model<TIn, TOut>, or put a Before around it");
        if (_before is not null && !given.IsAssignableFrom(_before.ResultType))
        {
            throw new ArgumentException($"what stands before the model gives a {_before.ResultType.Name}, and the model takes a {given.Name}");
        }

        _record = _before is not null ? null : FlatRecord.Of(given)
            ?? throw new ArgumentException($"{given.Name} is no positional record: write it as record {given.Name}(float SepalLength, …), one member for each input");
        var taken = registration.Out ?? (registration.After is { } after ? FunctionSignature.Parameters(after).FirstOrDefault()?.ParameterType : typeof(JsonElement));
        _after = registration.After is null ? null : new ModelStep(registration.After, services, taken ?? typeof(JsonElement));
        _input = new RecordInput(given, model.Signature!);
        _output = new RecordOutput(taken!, model.Signature!);
        _resultType = _after?.ResultType ?? taken!;
        Signature = new Signature(
            _before?.Inputs ?? _record!.Inputs,
            _resultType == typeof(void) ? [] : [FunctionSignature.Output(_resultType)]);
    }

    /// <summary>What callers give and get.</summary>
    internal Signature Signature { get; }

    /// <summary>The model itself, as its file has it.</summary>
    internal Model Plain => _model;

    /// <summary>Disposes what runs the file.</summary>
    public void Dispose() => (_model.Targets[0].Engine as IDisposable)?.Dispose();

    /// <inheritdoc/>
    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        if (error is not null)
        {
            return CallResult.Fail(error);
        }

        using var scope = _log.BeginScope(new CallScope(call.Id));
        if (input is not PredictInput predict)
        {
            return CallResult.Fail(ErrorKind.InvalidRequest, $"The model '{call.State.Model!.Id}' takes the members that its signature names, as a JSON object.");
        }

        var host = new FunctionCall(_name, call, _services, ct);
        try
        {
            var record = _before is null ? _record!.Make(predict) : await _before.RunAsync(predict, null, host);
            if (record is null)
            {
                throw new InvalidOperationException("What stands before the model gave null.");
            }

            var (outputs, failed) = await RunModelAsync(call, record, ct);
            if (failed is not null)
            {
                await host.FailedAsync();
                return CallResult.Fail(failed);
            }

            if (_after is not null)
            {
                outputs = await _after.RunAsync(null, outputs, host);
            }

            return await host.AnswerAsync(predict.Form, outputs, _resultType);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await host.FailedAsync();
            throw;
        }
        catch (Exception exception)
        {
            await host.FailedAsync();
            return CallResult.Fail(new FunctionFaults(_log, name => _before?.IsGiven(name) ?? _record!.Has(name)).ErrorOf(exception, _name, call.Id));
        }
    }

    private async ValueTask<(object? Outputs, CallError? Error)> RunModelAsync(Call call, object record, CancellationToken ct)
    {
        // The model's engine finds its input where every engine does. The call is still the same one, so what the engine notes in its
        // state (times, attempts) is the call's.
        var (state, request, model) = (call.State, call.State.Request, call.State.Model);
        using var inner = new RecordRequest(_input, record);
        try
        {
            (state.Request, state.Model) = (inner, _model);
            await using var result = await _model.Targets[0].Engine.InvokeAsync(call, _model.Targets[0], ct);
            return result switch
            {
                CallResult.Failed { Error: var error } => (null, error),
                CallResult.Unary { Answer.Output: PredictOutput output } => (_output.Read(output), null),
                _ => throw new InvalidOperationException($"The model behind '{_name}' did not answer with its outputs."),
            };
        }
        finally
        {
            (state.Request, state.Model) = (request, model);
        }
    }
}
