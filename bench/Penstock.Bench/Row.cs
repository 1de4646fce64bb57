namespace Penstock.Bench;

/// <summary>All turns of one system under one workload.</summary>
internal sealed record Row(string System, Workload Workload, Round All, long ResidentKilobytes, Row? Direct)
{
    public Row? Bare { get; init; }

    public double AddedP50 => Direct is null ? double.NaN : All.One.Microseconds(0.5) - Direct.All.One.Microseconds(0.5);

    public double AddedP99 => Direct is null ? double.NaN : All.One.Microseconds(0.99) - Direct.All.One.Microseconds(0.99);

    public double CpuRatio => Bare is null || Direct is null ? double.NaN : All.Sixteen.ServerCpuPerCall / Bare.All.Sixteen.ServerCpuPerCall;

    public double PacedCpuRatio => Bare is null || Direct is null ? double.NaN : All.Paced.ServerCpuPerCall / Bare.All.Paced.ServerCpuPerCall;

    public int Failed => All.One.Failed + All.Paced.Failed + All.Sixteen.Failed + All.SixtyFour.Failed;

    public string? Failure => All.One.Failure ?? All.Paced.Failure ?? All.Sixteen.Failure ?? All.SixtyFour.Failure;

    public static Row Of(Target target, Workload workload, IReadOnlyList<Round> rounds, Row? direct) => new(
        target.Name,
        workload,
        new Round(
            Sample.Merge([.. rounds.Select(round => round.One)]),
            Sample.Merge([.. rounds.Select(round => round.Paced)]),
            Sample.Merge([.. rounds.Select(round => round.Sixteen)]),
            Sample.Merge([.. rounds.Select(round => round.SixtyFour)])),
        target.Server?.ResidentKilobytes() ?? 0,
        target.Server is null ? null : direct);
}
