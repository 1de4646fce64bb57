using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>
/// The parameters of a function, told apart: callers give some, as JSON; the host gives a <see cref="CancellationToken"/>, a
/// <see cref="CallInfo"/>, <see cref="AfterAnswer"/>, <see cref="Models"/>, and services: what is marked <c>[FromServices]</c> or
/// <c>[FromKeyedServices]</c>, and what is registered and is no plain value.
/// </summary>
internal sealed class FunctionParameters
{
    private readonly ParameterInfo[] _all;
    private readonly object?[] _defaults;
    private readonly Func<FunctionCall, object?>?[] _givers;

    private FunctionParameters(ParameterInfo[] all, IServiceProviderIsService? services, Type? fed)
    {
        _all = all;
        _defaults = [.. all.Select(FunctionSignature.DefaultOf)];
        Fed = fed is null ? -1 : Array.FindIndex(all, parameter => parameter.ParameterType == fed);
        _givers = [.. all.Select((parameter, i) => i == Fed ? null : Giver(parameter, services))];
        Given = [.. all.Where((_, i) => i != Fed && _givers[i] is null)];
    }

    /// <summary>Those that callers give, in order.</summary>
    internal IReadOnlyList<ParameterInfo> Given { get; }

    /// <summary>The place of the one that is fed with a value by the host; -1 when there is none.</summary>
    internal int Fed { get; }

    /// <summary>The parameters of a delegate.</summary>
    /// <param name="function">The delegate.</param>
    /// <param name="services">What is registered; null for nothing.</param>
    /// <param name="fed">The type of the parameter that the host feeds with a value; null for none.</param>
    internal static FunctionParameters Of(Delegate function, IServiceProviderIsService? services, Type? fed = null) =>
        new(FunctionSignature.Parameters(function), services, fed);

    /// <summary>Whether a name is one of those that callers give.</summary>
    internal bool IsGiven(string? name)
    {
        foreach (var parameter in Given)
        {
            if (parameter.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The arguments of one call.</summary>
    internal object?[] Arguments(PredictInput? input, FunctionCall call, object? fed = null)
    {
        var arguments = (object?[])_defaults.Clone();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i == Fed)
            {
                arguments[i] = fed;
            }
            else if (_givers[i] is { } giver)
            {
                arguments[i] = giver(call);
            }
            else if (input is not null)
            {
                Take(input, _all[i].Name!, ref arguments[i]);
            }
        }

        return arguments;
    }

    /// <summary>Takes the value of a name, when it was given.</summary>
    internal static void Take(PredictInput input, string name, ref object? argument)
    {
        foreach (var value in input.Values)
        {
            if (value.Name == name)
            {
                argument = ((ClrValue)value).Value;
                return;
            }
        }
    }

    // A parameter with a default value is not asked of the host when the host does not have it.
    private static Func<FunctionCall, object?>? Giver(ParameterInfo parameter, IServiceProviderIsService? services)
    {
        var type = parameter.ParameterType;
        if (type == typeof(CancellationToken))
        {
            return static call => call.Stopped;
        }

        if (type == typeof(CallInfo))
        {
            return static call => call.Info;
        }

        if (type == typeof(AfterAnswer))
        {
            return static call => call.After;
        }

        if (type == typeof(Models))
        {
            return static call => call.Models;
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return call => call.Services.GetRequiredKeyedService(type, keyed.Key);
        }

        return IsMarked(parameter) || (services is not null && !IsPlain(type) && services.IsService(type))
            ? call => call.Services.GetRequiredService(type)
            : null;
    }

    private static bool IsMarked(ParameterInfo parameter) => parameter.GetCustomAttributes().Any(attribute => attribute is IFromServiceMetadata);

    // A container gives a list of any type, also an empty one; a list is what callers give, as numbers and texts are.
    private static bool IsPlain(Type type) =>
        type.IsArray || type.IsEnum || type.IsByRefLike || type.IsByRef || type.IsPointer
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        || ClrScalar.For(Nullable.GetUnderlyingType(type) ?? type) is not null;
}
