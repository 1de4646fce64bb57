using System.Reflection;
using Penstock.Batching;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>
/// A C# function over lists, <c>(IReadOnlyList&lt;X&gt;) => IReadOnlyList&lt;Y&gt;</c>: the list has an item of each caller, the result one
/// for each, in the same order. It may be asynchronous and take a <see cref="CancellationToken"/>. Since a run serves several calls, there is
/// nothing of one call that it could be given.
/// </summary>
internal abstract class BatchFunction
{
    private readonly Delegate _function;
    private readonly MethodInfo _method;
    private readonly FunctionResult.Awaiter _awaiter;
    private readonly int _arguments;
    private readonly int _list;

    protected BatchFunction(Delegate function)
    {
        var parameters = FunctionSignature.Parameters(function);
        _function = function;
        _method = function.GetType().GetMethod("Invoke")!;
        _awaiter = FunctionResult.For(function.Method.ReturnType);
        _arguments = parameters.Length;
        _list = Array.FindIndex(parameters, IsList);
        ListName = parameters[_list].Name!;
    }

    /// <summary>The name of the parameter that takes the list.</summary>
    internal string ListName { get; }

    /// <summary>What a call gives.</summary>
    internal abstract Type Item { get; }

    /// <summary>What a call gets.</summary>
    internal abstract Type Result { get; }

    /// <summary>The function of a delegate.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    internal static BatchFunction Of(string name, Delegate function)
    {
        var parameters = FunctionSignature.Parameters(function);
        if (parameters.Where(IsList).ToArray() is not [var list] || ItemOf(list.ParameterType) is not { } item)
        {
            throw new ArgumentException(
                $"The function '{name}' takes ({string.Join(", ", parameters.Select(parameter => parameter.ParameterType.Name))}); for a batch it takes one IReadOnlyList<T>, and a CancellationToken if it likes. A run serves several calls, so there is nothing else to give it.", nameof(function));
        }

        var returned = FunctionSignature.ResultType(function.Method.ReturnType);
        var result = ResultOf(returned)
            ?? throw new ArgumentException($"The function '{name}' returns {returned.Name}; for a batch it returns a list or an array, one result for each item.", nameof(function));
        return (BatchFunction)Activator.CreateInstance(
            typeof(TypedBatchFunction<,>).MakeGenericType(item, result), BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, [function], null)!;
    }

    /// <summary>Runs it over items of the type <see cref="Item"/>; the results, as JSON, may be more or fewer.</summary>
    internal abstract ValueTask<BatchRun<IReadOnlyList<byte[]>>> RunAsync(IReadOnlyList<object?> items, TimeProvider time, CancellationToken ct);

    /// <summary>Calls the delegate with a list, and awaits what it returns.</summary>
    protected ValueTask<object?> CallAsync(object list, CancellationToken ct)
    {
        var arguments = new object?[_arguments];
        Array.Fill(arguments, ct);
        arguments[_list] = list;
        return _awaiter(_method.Invoke(_function, BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }

    private static bool IsList(ParameterInfo parameter) => parameter.ParameterType != typeof(CancellationToken);

    // What an array can be given for.
    private static Type? ItemOf(Type list) =>
        (list.IsSZArray ? list.GetElementType() : list.IsGenericType && list.GetGenericArguments() is [var only] ? only : null) is { } item
            && item is { IsByRefLike: false, IsPointer: false } && list.IsAssignableFrom(item.MakeArrayType()) ? item : null;

    private static Type? ResultOf(Type returned) => returned.GetInterfaces().Prepend(returned)
        .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))?.GetGenericArguments()[0];
}
