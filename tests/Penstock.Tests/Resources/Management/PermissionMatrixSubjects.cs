using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Domain.Access;
using Penstock.Resources.Documents;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>Who asks, for what, and how it is sent.</summary>
public sealed partial class PermissionMatrixTests
{
    // How a thing of a team is made, by the last part of its kind's address; {team} is the team.
    private static readonly Dictionary<string, string> Things = new()
    {
        ["teams"] = """{"parent":"{team}"}""",
        ["users"] = """{"teams":{"{team}":[]}}""",
        ["service-accounts"] = """{"teams":{"{team}":[]}}""",
        ["keys"] = """{"name":"a team's","owner":{"team":"{team}"}}""",
        ["budgets"] = """{"applies":{"teams":["{team}"]},"amount":"1000.00","window":"month"}""",
        ["limits"] = """{"applies":{"teams":["{team}"]},"requests":"100000/minute"}""",
    };

    private static int s_count;

    private static string Name(DescribedOperation operation) => $"{operation.Verb} {operation.Path} ({operation.Description.Id})";

    private static bool IsCall(DescribedOperation operation) =>
        Calls.Contains(operation.Description.Tag) && !operation.Path.StartsWith("/api/", StringComparison.Ordinal) && operation.Description.Access == OperationAccess.Key;

    // Health and the documents are open; in the management API only what is listed is.
    private static bool IsOpen(DescribedOperation operation) =>
        operation.Path.StartsWith("/api/", StringComparison.Ordinal) ? Open.ContainsKey(operation.Description.Id) : operation.Description.Access == OperationAccess.Open;

    private static bool Allows(DescribedOperation operation, PermissionSet held) =>
        held.Has(operation.Description.Permission!.Value) || (operation.Description.OwnPermission is { } own && held.Has(own));

    private static async Task<int> StatusAsync(HttpClient client, DescribedOperation operation, string id, string whole = "{}")
    {
        var path = Placeholder().Replace(operation.Path, placeholder => placeholder.Value switch
        {
            "{id}" => id,
            "{version}" => "1",
            _ => "no-such-thing",
        });
        var body = operation.Description.Request is null ? null : operation.Path.EndsWith("/rollback", StringComparison.Ordinal) ? """{"version":1}""" : operation.Verb == "PUT" ? whole : "{}";
        return (body is null ? await client.SendReplyAsync(operation.Verb, path[1..], (byte[]?)null) : await client.SendReplyAsync(operation.Verb, path[1..], body)).Status;
    }

    private async Task<List<(string Name, HttpClient Client, PermissionSet? Permissions)>> SubjectsAsync()
    {
        var (_, callOnly) = await house.KeyAsync();
        List<(string, HttpClient, PermissionSet?)> subjects =
        [
            (Nobody, house.Penstock.NewClient(null), null),
            (CallOnly, callOnly, PermissionSet.Calls),
            ("the admin key", house.Admin, PermissionSet.All),
        ];
        foreach (var role in BuiltInRoles.All)
        {
            subjects.Add((role.Id, await UserAsync($"a-{role.Id}", $$"""{"roles":["{{role.Id}}"]}"""), role.Permissions));
        }

        // Each single permission: no operation asks for another than it says.
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var role = $"only-{permission}";
            Assert.Equal(201, (await house.Admin.SendReplyAsync("POST", "api/v1/roles", $$"""{"id":"{{role}}","permissions":["{{permission.Name()}}"]}""")).Status);
            subjects.Add((role, await UserAsync($"a-{role}", $$"""{"roles":["{{role}}"]}"""), PermissionSet.Of(permission)));
        }

        return subjects;
    }

    private async Task TeamsAsync()
    {
        foreach (var team in new[] { "inner", "outer" })
        {
            Assert.Contains((await house.Admin.SendReplyAsync("POST", "api/v1/teams", $$"""{"id":"{{team}}"}""")).Status, new[] { 201, 409 });
        }
    }

    private async Task<HttpClient> UserAsync(string id, string body)
    {
        Assert.Equal(201, (await house.Admin.SendReplyAsync("POST", "api/v1/users", body.Insert(1, $"\"id\":\"{id}\","))).Status);
        var made = await house.Admin.SendReplyAsync("POST", "api/v1/keys", $$$"""{"name":"{{{id}}}","owner":{"user":"{{{id}}}"}}""");
        Assert.Equal(201, made.Status);
        return house.Penstock.NewClient(made.At("key"));
    }

    private async Task<string> MakeAsync(string kind, string body, string team)
    {
        var named = body.Replace("{team}", team, StringComparison.Ordinal);
        var given = kind == "keys" ? named : named.Insert(1, string.Create(CultureInfo.InvariantCulture, $"\"id\":\"thing-{Interlocked.Increment(ref s_count)}\","));
        var made = await house.Admin.SendReplyAsync("POST", $"api/v1/{kind}", given);
        Assert.Equal(201, made.Status);
        return made.At("id")!;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();
}
