using System.Text.Json;
using Penstock.Batching;
using Penstock.Dialects.Predict.Clr;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>A function over lists, of known types.</summary>
internal sealed class TypedBatchFunction<TItem, TResult>(Delegate function) : BatchFunction(function)
{
    /// <inheritdoc/>
    internal override Type Item => typeof(TItem);

    /// <inheritdoc/>
    internal override Type Result => typeof(TResult);

    /// <inheritdoc/>
    internal override async ValueTask<BatchRun<IReadOnlyList<byte[]>>> RunAsync(IReadOnlyList<object?> items, TimeProvider time, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        var list = new TItem[items.Count];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = (TItem)items[i]!;
        }

        var called = time.GetTimestamp();
        var returned = (IReadOnlyCollection<TResult>)(await CallAsync(list, ct) ?? throw new InvalidOperationException("It returned null in the place of its results."));
        var done = time.GetTimestamp();

        // A result that cannot be written is the function's fault as much as one that it did not give.
        var results = new List<byte[]>(returned.Count);
        foreach (var result in returned)
        {
            results.Add(JsonSerializer.SerializeToUtf8Bytes(result, typeof(TResult), ClrJson.Options));
        }

        return new(results, time.GetElapsedTime(begun, called), time.GetElapsedTime(called, done), time.GetElapsedTime(done));
    }
}
