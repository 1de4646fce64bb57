using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>
/// Runs a C# function: <c>(string who) => $"hello {who}"</c>. It may return a value, a task, a value task or an
/// <see cref="IAsyncEnumerable{T}"/>, which is answered as a stream. What else it may take than JSON, <see cref="FunctionParameters"/>
/// says. A synchronous function runs on the thread that serves the call: one that computes for long should be asynchronous.
/// <para>
/// An <see cref="ArgumentException"/> that names one of the function's parameters is the caller's mistake (422); every other
/// exception is the function's (500): it is logged, and its message does not leave the process.
/// </para>
/// </summary>
internal sealed class FunctionEngine : IEngine
{
    private readonly string _name;
    private readonly ILogger _log;
    private readonly IServiceProvider? _services;
    private readonly Delegate _function;
    private readonly MethodInfo _method;
    private readonly FunctionParameters _parameters;
    private readonly FunctionResult.Awaiter _awaiter;
    private readonly FunctionFrames.Opener? _opener;
    private readonly Type _resultType;

    /// <summary>Makes an engine; <see cref="ArgumentException"/> when the function has what no JSON can give it.</summary>
    internal FunctionEngine(string name, Delegate function, ILogger<FunctionEngine> log, IServiceProvider? services = null)
    {
        _name = name;
        _log = log;
        _services = services;
        _parameters = FunctionParameters.Of(function, services?.GetService<IServiceProviderIsService>());
        Signature = FunctionSignature.From(function, _parameters);

        // Invoke of the delegate itself: it knows of closures and of methods without an instance.
        _function = function;
        _method = function.GetType().GetMethod("Invoke")!;
        _awaiter = FunctionResult.For(function.Method.ReturnType);
        _opener = FunctionResult.ItemType(function.Method.ReturnType) is { } item ? FunctionFrames.For(item) : null;
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

        var host = new FunctionCall(_name, call, _services, ct);
        try
        {
            var returned = _method.Invoke(_function, BindingFlags.DoNotWrapExceptions, null, _parameters.Arguments(predict, host), null);
            if (_opener is not null)
            {
                call.State.Streaming = true;
                return new CallResult.Streamed(_opener(returned!, new FunctionFaults(_log, _parameters.IsGiven), host));
            }

            return await host.AnswerAsync(predict.Form, await _awaiter(returned), _resultType);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await host.FailedAsync();
            throw;
        }
        catch (Exception exception)
        {
            await host.FailedAsync();
            return CallResult.Fail(new FunctionFaults(_log, _parameters.IsGiven).ErrorOf(exception, _name, call.Id));
        }
    }
}
