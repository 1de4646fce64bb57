using Penstock.Gateways.Engines.Providers;

namespace Penstock.Gateways.Engines.Services;

/// <summary>Reads one source, once, in the time there is.</summary>
internal static class DescriptionFetch
{
    /// <summary>How long a source may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What the source says, or why there is nothing, in a sentence without its full stop.</summary>
    public static async Task<Description<T>> FetchAsync<T>(IDescriptionSource<T> source, TimeProvider time, CancellationToken ct)
        where T : class
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await source.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new Description<T>(null, $"{source.What} did not come within {Patience.TotalSeconds:0} s");
        }
        catch (Exception exception) when (ProviderExchange.IsOfTheWay(exception, ct))
        {
            return new Description<T>(null, $"{source.What} could not be fetched ({ProviderExchange.Reason(exception)})");
        }
    }
}
