using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Who there is now. Whoever is deactivated or deleted stops at once, and so does what runs.</summary>
public sealed class Identities(RunningCalls running)
{
    /// <summary>What a call hears whose caller was deactivated.</summary>
    public static readonly CallError Deactivated =
        new(ErrorKind.Unauthenticated, "The owner of this key was deactivated or deleted. Ask whoever administers Penstock.") { Code = "owner_deactivated" };

    private Roster _roster = Roster.Empty;

    /// <summary>Users, service accounts, teams and roles as they are: a snapshot.</summary>
    public Roster Roster => Volatile.Read(ref _roster);

    /// <summary>Puts another roster in force.</summary>
    public void Swap(Roster roster)
    {
        var before = Interlocked.Exchange(ref _roster, roster);
        running.Stop(call => call.State.Caller is { } caller && IsIn(before, caller) && !IsIn(roster, caller), Deactivated);
    }

    /// <summary>Whether a caller that was found a moment ago is still let in.</summary>
    public bool Has(Caller caller) => caller.Key.Owner is null ? Find(Roster, caller) is not { Active: false } : IsIn(Roster, caller);

    private static bool IsIn(Roster roster, Caller caller) => Find(roster, caller) is { Active: true };

    private static Standing? Find(Roster roster, Caller caller) =>
        caller.Key.Owner is { } owner ? roster.Of(owner) : caller.Principal is { } principal ? roster.Of(principal) : null;
}
