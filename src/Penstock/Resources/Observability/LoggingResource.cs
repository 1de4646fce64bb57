using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Resources.Management;

namespace Penstock.Resources.Observability;

/// <summary><c>/api/v1/logging</c>: the level that is logged, read and changed while the server runs.</summary>
/// <param name="gate">Who may.</param>
/// <param name="actions">What is done is written there.</param>
/// <param name="read">The level now.</param>
/// <param name="change">Takes a level's word; false when it is none.</param>
internal sealed class LoggingResource(Gate gate, AuditedActions actions, Func<string> read, Func<string, bool> change)
{
    /// <summary>Maps the address.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapResource("/api/v1/logging", ProblemFormat.Instance,
        ("GET", gate.May(ObservabilityOperations.ReadLevel, (http, _) => AnswerAsync(http)), ObservabilityOperations.ReadLevel),
        ("PUT", gate.May(ObservabilityOperations.ReplaceLevel, (http, _) => ChangeAsync(http)), ObservabilityOperations.ReplaceLevel),
        ("PATCH", gate.May(ObservabilityOperations.ChangeLevel, (http, _) => ChangeAsync(http)), ObservabilityOperations.ChangeLevel));

    private Task AnswerAsync(HttpContext http) => JsonAnswer.WriteAsync(http, new LogLevelView(read()), ManagementJson.Default.LogLevelView);

    private async Task ChangeAsync(HttpContext http)
    {
        var before = read();
        var (level, error) = await ManagementBody.ReadAsync(http.Request, Read);
        if (level is null)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error!);
            return;
        }

        await actions.DoneAsync(Actors.Of(http), "log_level.change", "log_level", null, Shown(before), Shown(read()));
        await AnswerAsync(http);
    }

    private static string Shown(string level) => JsonSerializer.Serialize(new LogLevelView(level), ManagementJson.Default.LogLevelView);

    private (string?, CallError?) Read(JsonElement body)
    {
        var members = new MemberReader(body);
        members.Only(["level"], "There is no such member. Known is:");
        var word = members.Has("level", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (members.Count == 0 && word is not null && change(word))
        {
            return (word, null);
        }

        if (members.Count == 0)
        {
            members.Refuse("level", "enum", "It must be one of: trace, debug, info, warning, error, critical, none.", word);
        }

        return (null, members.FirstError);
    }
}
