using System.Text.Json;
using Penstock.Dialects.Usage;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>Reads what <c>POST /api/v1/cost-estimates</c> takes.</summary>
internal static class CostBody
{
    private const int LongestName = 200;
    private static readonly string[] Members = ["provider", "dialect", "model", "at", "response"];

    /// <summary>Reads a body; every mistake at once.</summary>
    public static (CostQuestion? Question, CallError? Error) Read(JsonElement body, DateTimeOffset now)
    {
        var members = new MemberReader(body);
        members.Only(Members);
        var provider = members.Text("provider", LongestName);
        if (!members.Gives("provider", out _))
        {
            members.Refuse("provider", "missing", "Name the provider that answered: one of the configuration, or of the shipped price lists, e.g. openai.");
        }

        var at = now;
        if (members.Text("at", LongestName) is { } written && !Instants.TryParse(written, out at))
        {
            members.Refuse("at", "datetime_parsing", "It must be an instant of RFC 3339, or a day: 2026-11-22.");
        }

        if (!members.Has("response", out var response) || response.ValueKind != JsonValueKind.Object)
        {
            members.Refuse("response", response.ValueKind == JsonValueKind.Undefined ? "missing" : "dict_type", "It must be the provider's answer, a JSON object with its usage.");
        }

        var (dialect, model) = (members.Text("dialect", LongestName), members.Text("model", LongestName));
        return members.Error is { } error ? (null, error) : (new CostQuestion(provider!, dialect, model, at, response.Clone()), null);
    }
}
