using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Config.Governance;

/// <summary>What is wrong with what a limit, a budget or a rule says it is about: one about nobody would hold nobody back, and nobody would notice.</summary>
internal static class AppliesChecks
{
    /// <summary>Names of what is not there. A name that ends in <c>*</c> stands for what may yet come.</summary>
    public static IEnumerable<InputMistake> References(Applies applies, KnownNames known) =>
    [
        .. Missing("keys", "key", applies.Keys, known.Keys),
        .. Missing("users", "user", applies.Users, known.Users),
        .. Missing("service_accounts", "service account", applies.ServiceAccounts, known.ServiceAccounts),
        .. Missing("teams", "team", applies.Teams, known.Teams),
        .. Missing("roles", "role", applies.Roles, known.Roles),
        .. Missing("models", "model", applies.Models, known.Models),
    ];

    private static IEnumerable<InputMistake> Missing(string member, string kind, IReadOnlyList<string> names, NameList known) =>
        names.Where(name => !name.EndsWith('*') && !known.Has(name)).Select(name => new InputMistake(
            $"applies.{member}", "not_found", $"There is no {kind} '{name}'. {NearMiss.Hint(name, known.Near())}Make it first, or write `{name}*` for all that begin so.", $"\"{name}\""));
}
