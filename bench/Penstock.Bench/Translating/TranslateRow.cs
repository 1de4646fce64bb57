namespace Penstock.Bench.Translating;

/// <summary>One workload of a pair: the upstream itself, Penstock before the provider of the client's dialect, and before the other's.</summary>
internal sealed record TranslateRow((Sample One, Sample Sixteen) Direct, (Sample One, Sample Sixteen) Same, (Sample One, Sample Sixteen) Translated, string? Wrong)
{
    public double Ratio => Translated.Sixteen.ServerCpuPerCall / Same.Sixteen.ServerCpuPerCall;

    public int Failed => new[] { Direct, Same, Translated }.Sum(one => one.One.Failed + one.Sixteen.Failed);

    public string? Failure => Wrong ?? new[] { Direct, Same, Translated }.Select(one => one.One.Failure ?? one.Sixteen.Failure).FirstOrDefault(why => why is not null);

    public double Added((Sample One, Sample Sixteen) one) => one.One.Microseconds(0.5) - Direct.One.Microseconds(0.5);
}
