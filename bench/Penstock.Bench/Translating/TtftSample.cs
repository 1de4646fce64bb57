namespace Penstock.Bench.Translating;

/// <summary>Times to the first event in nanoseconds, sorted.</summary>
internal sealed record TtftSample(long[] Times, int Failed, string? Failure)
{
    public double Milliseconds(double quantile) => Times.Length == 0 ? double.NaN : Times[(int)Math.Min(Times.Length - 1, quantile * Times.Length)] / 1e6;

    public static TtftSample Merge(IReadOnlyList<TtftSample> turns) =>
        new([.. turns.SelectMany(turn => turn.Times).Order()], turns.Sum(turn => turn.Failed), turns.Select(turn => turn.Failure).FirstOrDefault(failure => failure is not null));
}
