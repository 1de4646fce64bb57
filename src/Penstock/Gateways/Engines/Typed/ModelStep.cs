using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;

namespace Penstock.Gateways.Engines.Typed;

/// <summary>The host's code before or after a model: a function of which one parameter may be fed by the model.</summary>
internal sealed class ModelStep
{
    private readonly Delegate _function;
    private readonly MethodInfo _method;
    private readonly FunctionParameters _parameters;
    private readonly FunctionResult.Awaiter _awaiter;
    private readonly FlatRecord? _record;
    private readonly int _recordAt;

    /// <param name="function">The function.</param>
    /// <param name="services">What it may be given.</param>
    /// <param name="fed">The type of the parameter that the model feeds; null when callers give its input.</param>
    internal ModelStep(Delegate function, IServiceProvider services, Type? fed)
    {
        var returned = function.Method.ReturnType;
        ResultType = FunctionResult.ItemType(returned) is null ? FunctionSignature.ResultType(returned)
            : throw new ArgumentException("What stands before or after a model gives one value, and no stream.");
        _function = function;
        _method = function.GetType().GetMethod("Invoke")!;
        _awaiter = FunctionResult.For(returned);
        _parameters = FunctionParameters.Of(function, services.GetService<IServiceProviderIsService>(), fed);
        if (fed is not null && _parameters.Fed < 0)
        {
            throw new ArgumentException($"What stands after the model must take a {fed.Name}, which is what the model gives.");
        }

        if (fed is not null && _parameters.Given.Count > 0)
        {
            throw new ArgumentException(
                $"What stands after the model takes '{_parameters.Given[0].Name}', a {_parameters.Given[0].ParameterType.Name}, which nobody gives: take the model's outputs, services, CallInfo, AfterAnswer, Models or a CancellationToken.");
        }

        _record = fed is null && _parameters.Given is [var single] ? FlatRecord.Of(single.ParameterType) : null;
        _recordAt = _record is null ? -1 : Array.IndexOf(FunctionSignature.Parameters(function), _parameters.Given[0]);
        Inputs = _record?.Inputs ?? [.. FunctionSignature.Inputs(_parameters.Given)];
    }

    /// <summary>What callers give: the members of its parameter where it takes one record, else its parameters.</summary>
    internal IReadOnlyList<Field> Inputs { get; }

    /// <summary>What it gives; <c>void</c> for nothing.</summary>
    internal Type ResultType { get; }

    /// <summary>Whether a name is something that callers give.</summary>
    internal bool IsGiven(string? name) => _record?.Has(name) ?? _parameters.IsGiven(name);

    /// <summary>Runs it.</summary>
    internal ValueTask<object?> RunAsync(PredictInput? input, object? fed, FunctionCall call)
    {
        var arguments = _parameters.Arguments(_record is null ? input : null, call, fed);
        if (_record is not null)
        {
            arguments[_recordAt] = _record.Make(input!);
        }

        return _awaiter(_method.Invoke(_function, BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }
}
