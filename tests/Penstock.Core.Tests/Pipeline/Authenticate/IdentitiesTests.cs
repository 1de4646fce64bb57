using Penstock.Domain.Access;
using Penstock.Pipeline;
using Penstock.Pipeline.Authenticate;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Authenticate;

public sealed class IdentitiesTests
{
    private static readonly User Ada = new() { Id = "ada", Name = "Ada", Roles = [BuiltInRoles.Developer] };
    private readonly ManualTime _time = new();
    private readonly RunningCalls _running = new();
    private readonly Identities _identities;

    public IdentitiesTests()
    {
        _identities = new Identities(_running);
        _identities.Swap(Given.Roster(users: [Ada]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whoever_is_deactivated_or_deleted_stops_at_once_and_nobody_else(bool deleted)
    {
        using var byKey = Given.Call(_time, id: "call_key");
        using var byToken = Given.Call(_time, id: "call_token");
        using var other = Given.Call(_time, id: "call_other");
        byKey.State.Caller = _identities.Roster.Caller(Given.Key() with { Owner = new KeyOwner(OwnerKind.User, "ada") });
        byToken.State.Caller = _identities.Roster.Of(Ada).With(Given.Key("user_ada"));
        other.State.Caller = new Caller(Given.Key("key_other"));
        foreach (var call in new[] { byKey, byToken, other })
        {
            _running.Add(call);
        }

        _identities.Swap(Given.Roster(users: deleted ? [] : [Ada with { Active = false }]));

        Assert.Same(Identities.Deactivated, byKey.StopReason);
        Assert.Same(Identities.Deactivated, byToken.StopReason);
        Assert.Null(other.StopReason);
        Assert.False(_identities.Has(byKey.State.Caller!));
        Assert.True(_identities.Has(other.State.Caller));
    }

    [Fact]
    public void Other_changes_stop_nothing()
    {
        using var call = Given.Call(_time);
        call.State.Caller = _identities.Roster.Caller(Given.Key() with { Owner = new KeyOwner(OwnerKind.User, "ada") });
        _running.Add(call);

        _identities.Swap(Given.Roster(users: [Ada with { Name = "Countess" }]));

        Assert.Null(call.StopReason);
        Assert.True(_identities.Has(call.State.Caller!));
    }
}
