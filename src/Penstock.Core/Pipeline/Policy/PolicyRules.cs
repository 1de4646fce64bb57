using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Policies;

namespace Penstock.Pipeline.Policy;

/// <summary>A snapshot of the rules.</summary>
/// <param name="All">The rules.</param>
/// <param name="Default">What happens to a call that no rule fits.</param>
/// <param name="Headers">The rules for the heads of calls.</param>
/// <param name="Maintenance">What is under maintenance.</param>
public sealed record PolicyRules(
    IReadOnlyList<PolicyRule> All, PolicyEffect Default, IReadOnlyList<HeaderRule> Headers, IReadOnlyList<Maintenance> Maintenance)
{
    /// <summary>No rules: everything is allowed.</summary>
    public static readonly PolicyRules None = new([], PolicyEffect.Allow, [], []);

    /// <summary>The region this server is in, and with it what runs in its process; null where that is not known.</summary>
    public string? Region { get; init; }

    /// <summary>Where a target is; null where that is not known.</summary>
    public string? RegionOf(Target target) => target.Region ?? (target.Route == RouteOptions.Local ? Region : null);

    /// <summary>Why calls are not taken now; null when they are.</summary>
    /// <param name="model">The model; null while it is not known, when only a maintenance of everything counts.</param>
    /// <param name="now">The time.</param>
    public CallError? UnderMaintenance(string? model, DateTimeOffset now)
    {
        foreach (var one in Maintenance)
        {
            if ((model is not null || one.Models.Count == 0) && one.Holds(model ?? "", now))
            {
                return new CallError(ErrorKind.Unavailable, one.Message ?? (one.Models.Count == 0 ? "The server is under maintenance. Try again later." : $"The model '{model}' is under maintenance. Try again later, or call another."))
                {
                    Code = "maintenance",
                    RetryAfter = one.Until - now ?? one.RetryAfter,
                };
            }
        }

        return null;
    }
}
