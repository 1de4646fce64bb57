using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>
/// Runs a C# function: <c>(string who) => $"hello {who}"</c>. It may return a value, a task or a value task, and may take a
/// <see cref="CancellationToken"/>, which is the call's. A synchronous function runs on the thread that serves the call: one that
/// computes for long should be asynchronous.
/// <para>
/// An <see cref="ArgumentException"/> that names one of the function's parameters is the caller's mistake (422); every other
/// exception is the function's (500): it is logged, and its message does not leave the process.
/// </para>
/// </summary>
internal sealed partial class FunctionEngine : IEngine
{
    private readonly string _name;
    private readonly ILogger _log;
    private readonly object? _target;
    private readonly MethodInfo _method;
    private readonly ParameterInfo[] _parameters;
    private readonly object?[] _defaults;
    private readonly FunctionResult.Awaiter _awaiter;
    private readonly Type _resultType;

    /// <summary>Makes an engine; <see cref="ArgumentException"/> when the function has what no JSON can give it.</summary>
    internal FunctionEngine(string name, Delegate function, ILogger<FunctionEngine> log)
    {
        _name = name;
        _log = log;
        Signature = FunctionSignature.From(function);

        // Invoke of the delegate itself: it knows of closures and of methods without an instance.
        _target = function;
        _method = function.GetType().GetMethod("Invoke")!;
        _parameters = FunctionSignature.Parameters(function);
        _defaults = [.. _parameters.Select(FunctionSignature.DefaultOf)];
        _awaiter = FunctionResult.For(function.Method.ReturnType);
        _resultType = FunctionSignature.ResultType(function.Method.ReturnType);
    }

    /// <summary>What it takes and gives.</summary>
    internal Signature Signature { get; }

    /// <inheritdoc/>
    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        if (error is not null)
        {
            return CallResult.Fail(error);
        }

        // What the function itself logs is found by the call's id.
        using var scope = _log.BeginScope(new CallScope(call.Id));
        if (input is not PredictInput predict)
        {
            return CallResult.Fail(
                ErrorKind.InvalidRequest,
                $"The model '{call.State.Model!.Id}' is a function; it takes its arguments as a JSON object by name.");
        }

        try
        {
            var result = await _awaiter(_method.Invoke(_target, BindingFlags.DoNotWrapExceptions, null, Arguments(predict, ct), null));
            byte[] json = _resultType == typeof(void)
                ? [.. "null"u8]
                : JsonSerializer.SerializeToUtf8Bytes(result, _resultType, ClrJson.Options);
            return new CallResult.Unary(new OutputAnswer(new PredictOutput(predict.Form, [new JsonText(FunctionSignature.Result, json)])));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (ArgumentException e) when (Array.Exists(_parameters, parameter => parameter.Name == e.ParamName))
        {
            return CallResult.Fail(Refused(e));
        }
        catch (Exception e)
        {
            LogFailed(e, _name, call.Id);
            return CallResult.Fail(ErrorKind.Internal, $"The function '{_name}' failed. Its log has the reason under the call's id.");
        }
    }

    private object?[] Arguments(PredictInput input, CancellationToken ct)
    {
        var arguments = (object?[])_defaults.Clone();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (_parameters[i].ParameterType == typeof(CancellationToken))
            {
                arguments[i] = ct;
                continue;
            }

            foreach (var value in input.Values)
            {
                if (value.Name == _parameters[i].Name)
                {
                    arguments[i] = ((ClrValue)value).Value;
                    break;
                }
            }
        }

        return arguments;
    }

    private static CallError Refused(ArgumentException e)
    {
        // .NET puts the parameter, and for ranges the value, behind what was written.
        var message = e.Message;
        var tail = message.IndexOf($" (Parameter '{e.ParamName}')", StringComparison.Ordinal);
        message = tail < 0 ? message : message[..tail];
        return new CallError(ErrorKind.InvalidInput, $"The input has a mistake at '{e.ParamName}': {message}")
        {
            Param = e.ParamName,
            Mistakes = [new InputMistake(e.ParamName!, "value_error", message) { Steps = [new PathStep(e.ParamName)] }],
        };
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "The function {Function} failed in call {CallId}.")]
    private partial void LogFailed(Exception exception, string function, string callId);
}
