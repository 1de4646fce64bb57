using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Policies;
using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline.Ledger;
using Penstock.Pipeline.Policy;

namespace Penstock.Resources.Management;

/// <summary><c>POST /api/v1/policy-decisions</c>: explains what the rules say of a call that might be made, or said of one that was.</summary>
internal sealed class PolicyDecisionsResource(
    PolicyBook book, CatalogSource catalogue, KeyRing keys, Identities identities, ICallStore calls, Gate gate, TimeProvider time)
{
    /// <summary>Maps the address.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapResource(
        "/api/v1/policy-decisions", ProblemFormat.Instance, ("POST", gate.May(PolicyOperations.Decide, DecideAsync), PolicyOperations.Decide));

    private async Task DecideAsync(HttpContext http, Caller caller)
    {
        var (asked, error) = await ManagementBody.ReadAsync(http.Request, PolicyDecisionBody.Read);
        var (answer, wrong) = asked is null ? (null, error)
            : asked.CallId is { } id ? await RecordedAsync(id, http.RequestAborted)
            : Explain(asked, caller);
        await (answer is null ? gate.RefuseAsync(http, ProblemFormat.Instance, wrong!) : JsonAnswer.WriteAsync(http, answer, ManagementJson.Default.JsonObject));
    }

    private async Task<(JsonObject? Answer, CallError? Error)> RecordedAsync(string id, CancellationToken ct)
    {
        await calls.CatchUpAsync(ct);
        return await calls.FindAsync(id, ct) is not { } record
            ? (null, new CallError(ErrorKind.NotFound, $"There is no record of a call '{id}'. Its id is in the answer's x-penstock-call-id.") { Param = "call_id" })
            : (new JsonObject
            {
                ["decision"] = record is { Status: StatusCodes.Status403Forbidden or StatusCodes.Status503ServiceUnavailable, Attempts: 0 } ? "deny" : "allow",
                ["call_id"] = record.Id,
                ["key_id"] = record.KeyId,
                ["model"] = record.Model,
                ["status"] = record.Status,
                ["recorded"] = new JsonArray([.. record.Decisions.Select(decision => (JsonNode)decision)]),
            }, null);
    }

    private (JsonObject? Answer, CallError? Error) Explain(PolicyDecisionBody asked, Caller asking)
    {
        var caller = asking;
        if (asked.KeyId is { } keyId && (keys.FindById(keyId) is not { } key || (caller = identities.Roster.Caller(key)) is null))
        {
            return (null, Unknown("key_id", $"There is no key '{keyId}' that can call. GET /api/v1/keys lists them."));
        }

        caller = caller with { Address = asked.Address };
        if (catalogue.Current.Find(asked.Model!) is not { } model)
        {
            return (null, Unknown("model", NameSuggestions.NotFound(asked.Model!, catalogue.Current.All).Message));
        }

        var rules = book.Rules;
        var tags = caller.Key.TagsOf(asked.Tags);
        var now = time.GetUtcNow();
        var head = new CallHead { Capability = asked.Capability, Dialect = "openai", Header = name => asked.Headers.GetValueOrDefault(name), ContentLength = asked.BodyBytes };
        var broken = rules.Headers.Where(rule => rule.Applies.Match(caller, null, tags)).Select(rule => (rule, Error: AdmitStage.Broken(rule, head, caller))).ToArray();
        var trace = new List<RuleTrace>();
        var decision = book.Rules.Decide(new PolicyFacts(caller, model, asked.Capability, asked.Stream, tags, () => asked.Tools), model.Targets, trace);
        var refused = rules.UnderMaintenance(model.Id, now)
            ?? broken.FirstOrDefault(one => one.Error is not null && !one.rule.Shadow).Error
            ?? (caller.MayCall(model.Id) ? null : new CallError(ErrorKind.PermissionDenied, $"The key may not call the model '{model.Id}' (allowed_models)."))
            ?? decision.Error;
        return (new JsonObject
        {
            ["decision"] = refused is null ? "allow" : "deny",
            ["why"] = refused?.Message,
            ["status"] = refused?.Status,
            ["key_id"] = caller.Key.Id,
            ["model"] = model.Id,
            ["default"] = Word(rules.Default),
            ["tags"] = new JsonObject(tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))),
            ["rules"] = new JsonArray([.. trace.Select(Rule)]),
            ["header_rules"] = new JsonArray([.. broken.Select(one => (JsonNode)new JsonObject { ["id"] = one.rule.Id, ["mode"] = Mode(one.rule.Shadow), ["breaks"] = one.Error?.Message })]),
            ["targets"] = new JsonArray([.. model.Targets.Select((target, i) => Target(rules, target, decision, i))]),
            ["max_output_tokens"] = decision.MaxOutputTokens,
            ["log_content_seconds"] = decision.ContentRetention?.TotalSeconds,
        }, null);
    }

    private static JsonNode Rule(RuleTrace trace) => new JsonObject
    {
        ["id"] = trace.Rule.Id,
        ["effect"] = Word(trace.Rule.Effect),
        ["mode"] = Mode(trace.Rule.Shadow),
        ["fits"] = trace.Unfit is null && trace.Targets is not { Count: 0 },
        ["unfit"] = trace.Unfit ?? (trace.Targets is { Count: 0 } ? "targets" : null),
    };

    private static JsonNode Target(PolicyRules rules, Target target, PolicyDecision decision, int index) => new JsonObject
    {
        ["provider"] = target.Provider,
        ["model"] = target.UpstreamModel,
        ["region"] = rules.RegionOf(target),
        ["allowed"] = decision.Targets.Contains(target),
        ["denied_by"] = index < decision.Denials.Count ? decision.Denials[index]?.Id : null,
    };

    private static string Word(PolicyEffect effect) => effect == PolicyEffect.Deny ? "deny" : "allow";

    private static string Mode(bool shadow) => shadow ? "shadow" : "enforce";

    private static CallError Unknown(string member, string message) =>
        new(ErrorKind.InvalidInput, message) { Param = member, Mistakes = [new InputMistake(member, "not_found", message)] };
}
