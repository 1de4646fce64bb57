using System.Collections.Frozen;
using Penstock.Domain.Access;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>
/// What every budget has spent and reserved, in memory. A call reserves on all its budgets at once or on none; one lock, held for a few additions and
/// never across an await, makes that so.
/// </summary>
public sealed class BudgetBook(TimeProvider time)
{
    private readonly Lock _gate = new();
    private Plans _plans = new(FrozenDictionary<string, BudgetPlan>.Empty);

    private int _holding;

    // Spent before a budget of that id was there, or after it had gone: it counts when it comes (again).
    private readonly Dictionary<string, List<(BudgetLine Line, long Units)>> _strays = new(StringComparer.Ordinal);

    /// <summary>Told of thresholds that were reached, outside the lock.</summary>
    public event Action<BudgetNotice>? Reached;

    /// <summary>Whether there is any budget.</summary>
    public bool IsEmpty => Volatile.Read(ref _plans).ById.Count == 0;

    /// <summary>Whether any call that runs holds something.</summary>
    public bool Holding => Volatile.Read(ref _holding) > 0;

    /// <summary>The time as the book counts it, Unix microseconds.</summary>
    public long Now => (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Takes the budgets there are now; those that stay keep what was spent.</summary>
    public void Take(IEnumerable<Budget> budgets)
    {
        lock (_gate)
        {
            var before = _plans.ById;
            var plans = new Dictionary<string, BudgetPlan>(StringComparer.Ordinal);
            foreach (var budget in budgets)
            {
                plans[budget.Id] = before.TryGetValue(budget.Id, out var plan) ? ReferenceEquals(plan.Budget, budget) ? plan : plan.With(budget) : Begin(budget);
            }

            foreach (var (id, plan) in before)
            {
                if (!plans.ContainsKey(id))
                {
                    _strays[id] = [.. plan.Accounts.SelectMany(account => account.Lines())];
                }
            }

            Volatile.Write(ref _plans, new Plans(plans.ToFrozenDictionary(StringComparer.Ordinal)));
        }
    }

    /// <summary>Takes what was spent before the server started. Slots are in order.</summary>
    public void Restore(IEnumerable<(BudgetLine Line, long Units)> spent)
    {
        lock (_gate)
        {
            foreach (var (line, units) in spent)
            {
                if (_plans.ById.TryGetValue(line.Budget, out var plan))
                {
                    Restore(plan, line, units);
                }
                else
                {
                    Stray(line, units);
                }
            }
        }
    }

    /// <summary>Takes what a call held when its server crashed; it is held until it is settled.</summary>
    internal Hold Restore(BudgetEntry open)
    {
        lock (_gate)
        {
            var now = Now;
            var accounts = new List<Account>();
            var slices = new List<Slice>();
            foreach (var line in open.Lines)
            {
                if (_plans.ById.TryGetValue(line.Budget, out var plan))
                {
                    var account = plan.Of(line.Scope);
                    account.Roll(now);
                    accounts.Add(account);
                    slices.Add(account.Restore(line.Slot, 0));
                }
            }

            var hold = new Hold(open.CallId, new AccountSet(accounts), new SliceSet([.. slices]), open.Since, open.Until);
            _holding++;
            Move(hold, open.Units);
            return hold;
        }
    }

    /// <summary>The accounts that a call counts on; null for none.</summary>
    internal AccountSet? Match(Caller caller, string model, IReadOnlyDictionary<string, string> tags)
    {
        var plans = Volatile.Read(ref _plans);
        if (plans.Recent.Find(caller, model, tags) is not { } accounts)
        {
            var all = new List<Account>();
            foreach (var plan in plans.ById.Values)
            {
                plan.Match(caller, model, tags, all);
            }

            accounts = plans.Recent.Keep(caller, model, tags, null, all.Count == 0 ? AccountSet.None : new AccountSet(all));
        }

        return accounts.Count == 0 ? null : accounts;
    }

    /// <summary>What all of the accounts have left, that is the least that one of them has.</summary>
    internal long Left(AccountSet accounts)
    {
        lock (_gate)
        {
            var now = Now;
            var left = long.MaxValue;
            foreach (var account in accounts.All)
            {
                account.At(now);
                left = Math.Min(left, account.Left);
            }

            return left;
        }
    }

    /// <summary>Reserves on all accounts at once, or on none; null and the account that had too little left in the second case.</summary>
    /// <param name="callId">The call.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="units">How much, on each.</param>
    /// <param name="lasts">How long the call may take at most, in microseconds.</param>
    /// <param name="refusal">Where too little is left.</param>
    internal Hold? TryReserve(string callId, AccountSet accounts, long units, long lasts, out BudgetRefusal? refusal)
    {
        lock (_gate)
        {
            var now = Now;
            var slices = accounts.At(now);
            foreach (var account in accounts.All)
            {
                if (units > account.Left)
                {
                    refusal = Refuse(account, units);
                    return null;
                }
            }

            refusal = null;
            var hold = new Hold(callId, accounts, slices, now, now + lasts);
            _holding++;
            Move(hold, units);
            return hold;
        }
    }

    /// <summary>Reserves more for a call that runs, on all its accounts or on none. Where the window it began in is over, all of it counts in the new one.</summary>
    internal bool TryExtend(Hold hold, long units, out BudgetRefusal? refusal)
    {
        lock (_gate)
        {
            refusal = null;
            if (hold.Settled)
            {
                return false;
            }

            var now = Now;
            for (var i = 0; i < hold.Accounts.Count; i++)
            {
                var account = hold.Accounts.All[i];
                account.At(now);
                if (units > account.Left - (hold.Slices[i].Dropped ? hold.Units : 0))
                {
                    refusal = Refuse(account, units);
                    return false;
                }
            }

            for (var i = 0; i < hold.Accounts.Count; i++)
            {
                if (hold.Slices[i].Dropped)
                {
                    hold.MoveTo(i, hold.Accounts.All[i].At(now));
                }
            }

            Move(hold, units);
            return true;
        }
    }

    /// <summary>Notes what a call has cost, and gives back what else it holds; false when it was settled before.</summary>
    internal bool Settle(Hold hold, long units)
    {
        List<BudgetNotice>? notices = null;
        lock (_gate)
        {
            if (hold.Settled)
            {
                return false;
            }

            var now = Now;
            Move(hold, -hold.Units);
            hold.Settled = true;
            _holding--;
            for (var i = 0; i < hold.Accounts.Count; i++)
            {
                var account = hold.Accounts.All[i];
                account.At(now);
                account.Spend(hold.Slices[i], units);
                for (var reached = account.Reached(); account.Told < reached;)
                {
                    (notices ??= []).Add(new BudgetNotice(
                        account.Budget, account.Scope, account.Budget.Thresholds[account.Told++], new Amount(account.Spent), account.Start, account.End));
                }
            }
        }

        notices?.ForEach(notice => Reached?.Invoke(notice));
        return true;
    }

    /// <summary>How a budget stands, by scope; none when there is no such budget, or nothing was spent.</summary>
    public IReadOnlyList<BudgetStanding> Standings(string budget)
    {
        if (!Volatile.Read(ref _plans).ById.TryGetValue(budget, out var plan))
        {
            return [];
        }

        lock (_gate)
        {
            var now = Now;
            var accounts = plan.Budget.Each is [] ? [plan.Of("")] : plan.Accounts;
            return
            [
                .. accounts.OrderBy(account => account.Scope, StringComparer.Ordinal).Select(account =>
                {
                    account.At(now);
                    var left = new Amount(account.Budget.Amount.Units) - new Amount(account.Spent) - new Amount(account.Reserved);
                    return new BudgetStanding(account.Scope, new Amount(account.Spent), new Amount(account.Reserved), left < Amount.Zero ? Amount.Zero : left, account.Start, account.End);
                }),
            ];
        }
    }

    private static BudgetRefusal Refuse(Account account, long units) =>
        new(account.BudgetId, account.Frees(), Soon: (new Amount(account.Ceiling) - new Amount(account.Spent)).Units >= units);

    private static void Move(Hold hold, long units)
    {
        hold.Units += units;
        for (var i = 0; i < hold.Accounts.Count; i++)
        {
            hold.Accounts.All[i].Reserve(hold.Slices[i], units);
        }
    }

    private void Restore(BudgetPlan plan, BudgetLine line, long units)
    {
        var account = plan.Of(line.Scope);
        if (line.Slot >= plan.Budget.Window.Bounds(Now).Start)
        {
            account.Roll(Now);
            account.Restore(line.Slot, units);
            account.Told = account.Reached();
        }
    }

    private BudgetPlan Begin(Budget budget)
    {
        var plan = new BudgetPlan(budget);
        if (_strays.Remove(budget.Id, out var lines))
        {
            foreach (var (line, units) in lines)
            {
                Restore(plan, line, units);
            }
        }

        return plan;
    }

    private void Stray(BudgetLine line, long units)
    {
        if (!_strays.TryGetValue(line.Budget, out var lines))
        {
            _strays[line.Budget] = lines = [];
        }

        lines.Add((line, units));
    }

    // The budgets of a moment, and what calls matched of them.
    private sealed record Plans(FrozenDictionary<string, BudgetPlan> ById)
    {
        public RecentMatches<AccountSet> Recent { get; } = new();
    }
}
