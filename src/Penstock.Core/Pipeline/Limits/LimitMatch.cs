using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>Finds the scopes in which a call needs a place.</summary>
internal static class LimitMatch
{
    /// <summary>Adds the places that a limit asks for. What is looked at here is what <see cref="RecentMatches{T}"/> tells calls apart by.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="call">The call.</param>
    /// <param name="provider">The provider of the attempt; null when it is about the call.</param>
    /// <param name="places">Where to.</param>
    public static void Add(LimitCounters limit, Call call, string? provider, List<LimitPlace> places)
    {
        var state = call.State;
        var says = limit.Limit;
        if (says.Applies.Match(state.Caller!, state.Model?.Id, state.Tags) && (says.Providers.Count == 0 || Applies.Named(says.Providers, provider!)))
        {
            Spread(limit, says, call, provider, places, default, 0);
        }
    }

    private static void Spread(LimitCounters limit, Limit says, Call call, string? provider, List<LimitPlace> places, in ScopeName name, int place)
    {
        var each = says.Each;
        if (place == each.Count)
        {
            places.Add(new LimitPlace(limit, name));
            return;
        }

        if (each[place] != ScopeKind.Team)
        {
            if (IdOf(each[place], says, call, provider) is { } id)
            {
                Spread(limit, says, call, provider, places, name.With(place, id), place + 1);
            }

            return;
        }

        // What a team does counts for those above it, as far up as the limit is about them.
        var teams = call.State.Caller!.Teams;
        var highest = teams.Count - 1;
        if (says.Applies.Teams is { Count: > 0 } meant)
        {
            while (highest >= 0 && !Applies.Named(meant, teams[highest]))
            {
                highest--;
            }
        }

        for (var i = 0; i <= highest; i++)
        {
            Spread(limit, says, call, provider, places, name.With(place, teams[i]), place + 1);
        }
    }

    private static string? IdOf(ScopeKind kind, Limit limit, Call call, string? provider)
    {
        var caller = call.State.Caller!;
        return kind switch
        {
            ScopeKind.Organisation => "organisation",
            ScopeKind.User => caller.Principal is { Kind: PrincipalKind.User } user ? user.Id : null,
            ScopeKind.ServiceAccount => caller.Principal is { Kind: PrincipalKind.ServiceAccount } account ? account.Id : null,
            ScopeKind.Key => caller.Key.Id,
            ScopeKind.Model => call.State.Model?.Id,
            ScopeKind.Provider => provider,
            ScopeKind.Tag => limit.Applies.Tags is [var tag, ..] ? call.State.Tags.GetValueOrDefault(tag.Split('=')[0]) : null,
            _ => null,
        };
    }
}
