using System.Net;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Domain.Policies;

/// <summary>
/// A rule of who may call what, where and how. It is about the calls that all its conditions fit. A rule that denies wins over all that
/// allow; limits of all rules that allow a call hold together, the tightest first.
/// </summary>
public sealed record PolicyRule
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it allows or denies.</summary>
    public PolicyEffect Effect { get; init; }

    /// <summary>Whether it is only recorded what it would have done.</summary>
    public bool Shadow { get; init; }

    /// <summary>Who, and which models.</summary>
    public Applies Applies { get; init; } = Applies.ToAll;

    /// <summary>Networks one of which the call comes from; empty for any. Where the address is not known, none fits.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Networks none of which the call comes from; empty for any. Where the address is not known, it is outside.</summary>
    public IReadOnlyList<IPNetwork> OutsideNetworks { get; init; } = [];

    /// <summary>What is asked of the model; empty for anything.</summary>
    public IReadOnlyList<Capability> Capabilities { get; init; } = [];

    /// <summary>Names of tools one of which the request offers, also by their beginnings; empty for any.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Classes one of which the data of the call has, by the model or by the tag <c>data_class</c>; empty for any.</summary>
    public IReadOnlyList<string> DataClasses { get; init; } = [];

    /// <summary>Whether the answer is asked for as a stream; null for either.</summary>
    public bool? Streaming { get; init; }

    /// <summary>Names of providers one of which the target is at; empty for any.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Regions one of which the target is in; empty for any.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Regions none of which the target is in; empty for any. A target whose region is not known is outside.</summary>
    public IReadOnlyList<string> OutsideRegions { get; init; } = [];

    /// <summary>How an allowed call may run; null for no limits.</summary>
    public PolicyLimits? Limits { get; init; }

    /// <summary>Whether it takes a target to decide it.</summary>
    public bool IsAboutTargets => Providers.Count > 0 || Regions.Count > 0 || OutsideRegions.Count > 0;
}
