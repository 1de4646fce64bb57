using System.Collections.Concurrent;
using Penstock.Domain.Access;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>One budget and the accounts it has, one for each scope. A change of the budget keeps the accounts.</summary>
internal sealed class BudgetPlan(Budget budget)
{
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    // Values of tags may come from clients: beyond this many accounts all new ones are one, which keeps each below the budget.
    private readonly int _most = budget.Each.Contains(ScopeKind.Tag) ? MostAccounts : int.MaxValue;

    private readonly string? _tag = budget.Applies.Tags is [var tag] ? tag.Split('=')[0] : null;

    /// <summary>How many accounts a budget has apart whose scopes clients may name.</summary>
    public const int MostAccounts = 50_000;

    /// <summary>The scope of all those beyond.</summary>
    public const string Others = "others";

    /// <summary>What it says.</summary>
    public Budget Budget => budget;

    /// <summary>Every account there is.</summary>
    public IEnumerable<Account> Accounts => _accounts.Values;

    /// <summary>The same accounts under what the budget says now; under the lock of the book.</summary>
    public BudgetPlan With(Budget changed)
    {
        var plan = new BudgetPlan(changed);
        foreach (var (scope, account) in _accounts)
        {
            account.Budget = changed;
            plan._accounts[scope] = account;
        }

        return plan;
    }

    /// <summary>The account of a scope.</summary>
    public Account Of(string scope) => _accounts.GetOrAdd(scope, static (scope, budget) => new Account(budget.Id, scope) { Budget = budget }, budget);

    /// <summary>Adds the accounts that a call is counted on, if the budget is about it.</summary>
    public void Match(Caller caller, string model, IReadOnlyDictionary<string, string> tags, List<Account> into)
    {
        if (!budget.Applies.Match(caller, model, tags))
        {
            return;
        }

        Match(0, "", caller, model, tags, into);
    }

    // A call of nobody's, or of no team, counts for nobody in particular: nothing is left out by having no name.
    private void Match(int at, string scope, Caller caller, string model, IReadOnlyDictionary<string, string> tags, List<Account> into)
    {
        if (at == budget.Each.Count)
        {
            var account = Of(_accounts.ContainsKey(scope) || _most == int.MaxValue || _accounts.Count < _most ? scope : Others);
            if (!into.Contains(account))
            {
                into.Add(account);
            }

            return;
        }

        var kind = budget.Each[at];
        var named = $"{scope}{(at == 0 ? "" : ", ")}{Word(kind)}=";
        if (kind != ScopeKind.Team || caller.Teams is [])
        {
            Match(at + 1, named + Name(kind, caller, model, tags), caller, model, tags, into);
            return;
        }

        var any = false;
        foreach (var team in caller.Teams)
        {
            if (budget.Applies.Teams is [] || Applies.Named(budget.Applies.Teams, team))
            {
                any = true;
                Match(at + 1, named + team, caller, model, tags, into);
            }
        }

        if (!any)
        {
            Match(at + 1, named, caller, model, tags, into);
        }
    }

    private string Name(ScopeKind kind, Caller caller, string model, IReadOnlyDictionary<string, string> tags) => kind switch
    {
        ScopeKind.User => caller.Principal is { Kind: PrincipalKind.User } user ? user.Id : "",
        ScopeKind.ServiceAccount => caller.Principal is { Kind: PrincipalKind.ServiceAccount } account ? account.Id : "",
        ScopeKind.Key => caller.Key.Id,
        ScopeKind.Model => model,
        ScopeKind.Tag => _tag is not null && tags.TryGetValue(_tag, out var value) ? value : "",
        _ => "",
    };

    private string Word(ScopeKind kind) => kind switch
    {
        ScopeKind.User => "user",
        ScopeKind.ServiceAccount => "service_account",
        ScopeKind.Key => "key",
        ScopeKind.Model => "model",
        ScopeKind.Team => "team",
        ScopeKind.Tag => _tag ?? "tag",
        _ => "all",
    };
}
