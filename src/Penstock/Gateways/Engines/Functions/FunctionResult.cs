using System.Reflection;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>Awaits what a function returned: a value, a task, a value task, or nothing.</summary>
internal static class FunctionResult
{
    /// <summary>Awaits a returned object and gives what is in it; null for nothing.</summary>
    internal delegate ValueTask<object?> Awaiter(object? returned);

    /// <summary>The awaiter of a return type, made once a function.</summary>
    internal static Awaiter For(Type returned)
    {
        if (returned == typeof(Task))
        {
            return static async task =>
            {
                await ((Task)task!);
                return null;
            };
        }

        if (returned == typeof(ValueTask))
        {
            return static async task =>
            {
                await ((ValueTask)task!);
                return null;
            };
        }

        var inner = FunctionSignature.ResultType(returned);
        if (inner == returned)
        {
            return static value => new ValueTask<object?>(value);
        }

        var method = returned.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(OfTask) : nameof(OfValueTask);
        return typeof(FunctionResult).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(inner).CreateDelegate<Awaiter>();
    }

    /// <summary>What a function that streams yields, <c>T</c> of <see cref="IAsyncEnumerable{T}"/>; null for every other function.</summary>
    internal static Type? ItemType(Type returned) =>
        returned is { IsGenericType: true } && returned.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) ? returned.GetGenericArguments()[0] : null;

    private static async ValueTask<object?> OfTask<T>(object? task) => await (Task<T>)task!;

    private static async ValueTask<object?> OfValueTask<T>(object? task) => await (ValueTask<T>)task!;
}
