using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Pipeline.Limits;

namespace Penstock.Config.Governance;

/// <summary>How a limit stands now, as the management API shows it, and who may give it.</summary>
internal static class LimitStatus
{
    // Of a limit that counts thousands of keys apart nobody reads them all.
    private const int MostScopes = 50;

    /// <summary>What there is of it in each of its scopes, the one used last first.</summary>
    public static JsonObject Of(LimitBook limits, string id) => new()
    {
        ["in_use"] = new JsonArray([.. limits.UseOf(id, MostScopes).Select(use => (JsonNode)new JsonObject
        {
            ["scope"] = use.Scope.Length == 0 ? null : use.Scope,
            ["running"] = use.Running,
            ["waiting"] = use.Waiting,
            ["rates"] = new JsonArray([.. use.Rates.Select(rate => (JsonNode)new JsonObject
            {
                ["unit"] = LimitErrors.Word(rate.Rate.Unit),
                ["per_seconds"] = (long)rate.Rate.Per.TotalSeconds,
                ["limit"] = rate.Rate.Most,
                ["used"] = rate.Used,
                ["held"] = rate.Held,
                ["remaining"] = Math.Max(0, rate.Rate.Most - rate.Used - rate.Held),
            })]),
        })]),
    };

    /// <summary>The schema of that.</summary>
    public static JsonObject Schema() => JsonNode.Parse($$"""
        {
          "type": "object",
          "description": "How it stands on this server now.",
          "required": ["in_use"],
          "properties": {
            "in_use": {
              "type": "array",
              "description": "Each scope that has counted something of late, the one used last first, {{MostScopes}} at most.",
              "items": {
                "type": "object",
                "required": ["scope", "running", "waiting", "rates"],
                "properties": {
                  "scope": { "type": ["string", "null"], "description": "What `each` names, by id, in its order; null where all calls count together." },
                  "running": { "type": "integer", "description": "Calls that run." },
                  "waiting": { "type": "integer", "description": "Calls that wait for their turn." },
                  "rates": {
                    "type": "array",
                    "description": "What was counted in the window that ends now.",
                    "items": {
                      "type": "object",
                      "required": ["unit", "per_seconds", "limit", "used", "held", "remaining"],
                      "properties": {
                        "unit": { "type": "string", "enum": ["requests", "input_tokens", "output_tokens", "total_tokens"], "description": "What is counted." },
                        "per_seconds": { "type": "integer", "description": "The length of the window." },
                        "limit": { "type": "integer", "description": "The most there may be." },
                        "used": { "type": "integer", "description": "What there was." },
                        "held": { "type": "integer", "description": "What running calls may still use." },
                        "remaining": { "type": "integer", "description": "What is left." }
                      }
                    }
                  }
                }
              }
            }
          }
        }
        """)!.AsObject();

    /// <summary>Whether a caller may give calls the priority that a limit gives: it is at the cost of all others.</summary>
    public static bool MayPrefer(Caller caller, JsonObject? before, JsonObject? after) =>
        after?["priority"] is null || JsonNode.DeepEquals(after["priority"], before?["priority"]) || caller.May(Permission.LimitsWrite);
}
