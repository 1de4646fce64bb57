using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests;

namespace Penstock.Core.Tests.Pipeline;

/// <summary>The calls, keys, models and errors that tests begin with.</summary>
internal static class Given
{
    public static readonly CallError Left = new(ErrorKind.ClientLeft, "The client left.");

    public static ApiKey Key(string id = "key_1") => new()
    {
        Id = id,
        Name = "test",
        Prefix = "ps_12345",
        Hash = id,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    public static Call Call(ManualTime? time = null, CallHead? head = null, CallBody? body = null, string id = "call_1") =>
        new(id, head ?? Head(), body ?? new FakeBody(new FakeRequest("gpt")), time ?? new ManualTime());

    public static CallHead Head(string? credential = null, string? model = null) =>
        new() { Capability = Capability.Chat, Dialect = "openai", Credential = credential, Model = model };

    public static Target Target(IEngine engine, RouteOptions? route = null) => new("house", "gpt-upstream", engine, route ?? new RouteOptions());

    public static Model Model(string id, params Target[] targets) =>
        new() { Id = id, Capabilities = [Capability.Chat], Targets = targets, Source = "file" };

    public static CallError ProviderError(int status, TimeSpan? retryAfter = null) =>
        new(ErrorKind.ProviderError, "The provider says no.") { Provider = new ProviderFault(status, "openai", null, default), RetryAfter = retryAfter };

    public static CallResult Answer() => new CallResult.Unary(new OutputAnswer(new ChatOutput([])));

    /// <summary>An authenticator of keys of nobody's.</summary>
    public static Authenticator Authenticator(KeyRing ring, TimeProvider time) => new(ring, new Identities(new RunningCalls()), new KeyUses(new InMemoryKeyStore(), time), time);

    /// <summary>A roster.</summary>
    public static Roster Roster(IEnumerable<User>? users = null, IEnumerable<ServiceAccount>? accounts = null, IEnumerable<Team>? teams = null, IEnumerable<RoleDefinition>? roles = null) => new(
        (users ?? []).ToDictionary(user => user.Id),
        (accounts ?? []).ToDictionary(account => account.Id),
        (teams ?? []).ToDictionary(team => team.Id),
        (roles ?? []).ToDictionary(role => role.Id));
}
