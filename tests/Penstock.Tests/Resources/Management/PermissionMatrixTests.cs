using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Access;
using Penstock.Resources.Documents;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>
/// Every operation that the server has × every role, made from the mapped endpoints themselves: an operation that is mapped without a rule fails here,
/// and one whose answer is not what the role's permissions say does too. Complaints G25 and G27 of gateways.md, section 5: settings that anybody could change, management
/// without credentials, and one credential that may do everything.
/// </summary>
public sealed partial class PermissionMatrixTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    private const string Nobody = "no credentials", CallOnly = "a key of nobody's";

    // Operations of the management API that everybody, or every key, may use, and why.
    private static readonly Dictionary<string, string> Open = new()
    {
        ["getMe"] = "Everybody may know who he is.",
        ["listSessions"] = "Everybody sees his own; what else is seen is tested in SessionsTests.",
        ["endSession"] = "Everybody ends his own; what else is ended is tested in SessionsTests.",
    };

    // Kinds of a team whose things are not made over the API, and where what a team sees of them is tested.
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["calls"] = "Records come of calls: UsageResourceTests.",
    };

    // The tags of what calls models: any key may, and what it may call is policy's.
    private static readonly string[] Calls =
    [
        OperationTags.OpenAi, OperationTags.Anthropic, OperationTags.Gemini, OperationTags.Bedrock, OperationTags.Cohere, OperationTags.Models, OperationTags.OpenInference,
    ];

    private DescribedOperation[] Operations =>
    [
        .. house.Penstock.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .SelectMany(endpoint => endpoint.Metadata.OfType<DescribedOperation>())
            .DistinctBy(operation => (operation.Verb, operation.Path))
            .OrderBy(operation => operation.Path, StringComparer.Ordinal).ThenBy(operation => operation.Verb, StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_operation_has_a_rule()
    {
        Assert.True(Operations.Length > 60);
        var without = Operations.Where(operation => operation.Description.Permission is null && !IsCall(operation) && !IsOpen(operation)).Select(Name);

        Assert.Empty(without);
    }

    [Fact]
    public async Task Every_management_operation_answers_every_role_as_its_permissions_say()
    {
        var subjects = await SubjectsAsync();
        var wrong = new List<string>();
        foreach (var operation in Operations.Where(operation => operation.Description.Permission is not null))
        {
            foreach (var (name, client, permissions) in subjects)
            {
                var status = await StatusAsync(client, operation, "no-such-thing");
                var expected = permissions is not { } held ? 401 : Allows(operation, held) ? 0 : 403;
                if (expected == 0 ? status is 401 or 403 or >= 500 and not 503 : status != expected)
                {
                    wrong.Add($"{Name(operation)} as {name}: {status} instead of {(expected == 0 ? "letting in" : expected)}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_role_in_a_team_opens_what_belongs_to_the_team_and_nothing_else()
    {
        await TeamsAsync();
        var admin = await UserAsync("inside", """{"teams":{"inner":"team-admin"}}""");
        var held = BuiltInRoles.ByName[BuiltInRoles.TeamAdmin].Permissions;
        var wrong = new List<string>();
        foreach (var operation in Operations.Where(operation => operation.Description.Permission is not null).OrderBy(operation => operation.Verb == "DELETE"))
        {
            var said = operation.Description;
            if (!said.TeamScoped)
            {
                // What belongs to no team takes a permission that holds everywhere; one's own is one's own anywhere.
                var own = said.OwnPermission is { } permission && held.Has(permission);
                var status = await StatusAsync(admin, operation, "no-such-thing");
                if (own ? status is 401 or 403 : status != 403)
                {
                    wrong.Add($"{Name(operation)}: {status}, which a role in a team does not open");
                }

                continue;
            }

            if (!operation.Path.Contains("{id}", StringComparison.Ordinal))
            {
                continue;
            }

            var kind = operation.Path.Split('/')[3];
            if (Elsewhere.ContainsKey(kind))
            {
                continue;
            }

            Assert.True(Things.TryGetValue(kind, out var body), $"{Name(operation)} is team-scoped: say in Things how one of a team is made.");
            var (inner, outer) = (await MakeAsync(kind, body!, "inner"), await MakeAsync(kind, body!, "outer"));
            var may = Allows(operation, held);
            var (inside, outside) = (await StatusAsync(admin, operation, inner, body!.Replace("{team}", "inner", StringComparison.Ordinal)), await StatusAsync(admin, operation, outer, body!.Replace("{team}", "outer", StringComparison.Ordinal)));
            if (may ? inside is 401 or 403 or 404 or >= 500 : inside is not (403 or 404))
            {
                wrong.Add($"{Name(operation)} in the team: {inside}");
            }

            if (outside is not (403 or 404))
            {
                wrong.Add($"{Name(operation)} outside of the team: {outside}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_list_shows_of_teams_what_the_caller_may_see()
    {
        await TeamsAsync();
        var admin = await UserAsync("lister", """{"teams":{"inner":"team-admin"}}""");
        foreach (var (kind, body) in Things)
        {
            var (inner, outer) = (await MakeAsync(kind, body, "inner"), await MakeAsync(kind, body, "outer"));

            var list = (await admin.GetReplyAsync($"api/v1/{kind}?limit=500")).Json.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()).ToArray();

            Assert.Contains(inner, list);
            Assert.DoesNotContain(outer, list);
        }
    }
}
