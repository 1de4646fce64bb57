using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>
/// All limits, and what they have counted in this process. A call gets a place in every scope it falls under, or in none. One lock guards
/// the counters, for a microsecond a call, and is never held over an await.
/// </summary>
public sealed class LimitBook : IDisposable
{
    // The keys' own limits, which each key states for itself: one limit among the others.
    internal static readonly Limit OfKeys = new() { Id = "key", Each = [ScopeKind.Key], Rates = [new LimitRate(LimitUnit.Requests, int.MaxValue, TimeSpan.FromMinutes(1))] };

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly WaitingRoom _room;
    private readonly LimitCounters _keys;
    private readonly Dictionary<string, LimitCounters> _all = new(StringComparer.Ordinal);
    private Func<IEnumerable<Limit>> _source = static () => [];
    private Snapshot _limits = new([], []);

    /// <summary>Makes a book without limits.</summary>
    public LimitBook(TimeProvider time)
    {
        _time = time;
        _room = new WaitingRoom(_gate, time);
        _keys = new LimitCounters(OfKeys, time.TimestampFrequency) { IsOfKeys = true };
    }

    /// <summary>Whether there are limits of providers.</summary>
    internal bool HasTargetLimits => Volatile.Read(ref _limits).OfTargets.Length > 0;

    /// <summary>Takes its limits from a source, now and at every <see cref="Refresh"/>.</summary>
    public void Follow(Func<IEnumerable<Limit>> limits)
    {
        _source = limits;
        Refresh();
    }

    /// <summary>The limits have changed: those of the source are put in force. What was counted goes on to count, as long as it is counted by the same things.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            // Read within the lock: of two changes at once the later is what stays.
            var limits = _source();
            var before = new Dictionary<string, LimitCounters>(_all);
            _all.Clear();
            foreach (var limit in limits)
            {
                if (before.TryGetValue(limit.Id, out var there) && there.CanBecome(limit))
                {
                    there.Become(limit);
                    before.Remove(limit.Id);
                }
                else
                {
                    there = new LimitCounters(limit, _time.TimestampFrequency);
                }

                _all[limit.Id] = there;
            }

            foreach (var gone in before.Values)
            {
                gone.End();
            }

            LimitCounters[] all = [.. _all.Values.OrderBy(limit => limit.Limit.Id, StringComparer.Ordinal)];
            Volatile.Write(ref _limits, new Snapshot([.. all.Where(limit => !limit.Limit.IsOfTargets)], [.. all.Where(limit => limit.Limit.IsOfTargets)]));
            _room.ServeAll(_time.GetTimestamp());
        }
    }

    /// <summary>Puts limits in force.</summary>
    public void Apply(IReadOnlyCollection<Limit> limits) => Follow(() => limits);

    /// <summary>Whoever waits is refused now, and nobody waits from now on: the server ends.</summary>
    public void EndWaiting()
    {
        lock (_gate)
        {
            _room.End();
        }
    }

    /// <summary>How many calls wait for their turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _room.Count;
            }
        }
    }

    /// <summary>What there is of a limit now, in each of its scopes, the one used last first; none when there is no such limit.</summary>
    public IReadOnlyList<LimitUse> UseOf(string id, int most)
    {
        ScopeCounters[] scopes;
        long[] used;
        lock (_gate)
        {
            if (!_all.TryGetValue(id, out var limit))
            {
                return [];
            }

            scopes = [.. limit.Scopes];
            used = Array.ConvertAll(scopes, scope => scope.UsedAt);
        }

        // Calls do not wait while many are sorted.
        Array.Sort(used, scopes);
        Array.Reverse(scopes);
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            return [.. scopes.Where(scope => !scope.IsIdle(now)).Take(most).Select(scope => LimitUse.Of(scope, now))];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    /// <summary>What a call needs a place in; null when no limit holds it.</summary>
    internal LimitPass? OfCall(Call call, LimitsOptions defaults, Func<Call, TokenNeed> need)
    {
        var limits = Volatile.Read(ref _limits);
        var key = call.State.Caller!.Key;
        var (requests, running) = (key.RequestsPerMinute ?? defaults.RequestsPerMinute, key.MaxConcurrentCalls ?? defaults.MaxConcurrentCalls);
        var ofKey = !key.IsAdmin && (requests is not null || running is not null);
        if (limits.OfCalls.Length == 0 && !ofKey)
        {
            return null;
        }

        var places = PlacesOf(call, null, limits.OfCalls, ofKey ? limits.WithKeys : limits.Without, ofKey);
        return places.Count == 0 ? null : new LimitPass(call, need, places) { OfKey = (requests ?? int.MaxValue, running ?? int.MaxValue) };
    }

    /// <summary>What an attempt at a provider needs a place in; null when no limit holds it.</summary>
    internal LimitPass? OfAttempt(Call call, string provider, Func<Call, TokenNeed> need)
    {
        var limits = Volatile.Read(ref _limits);
        if (limits.OfTargets.Length == 0)
        {
            return null;
        }

        var places = PlacesOf(call, provider, limits.OfTargets, limits.AtTargets, ofKey: false);
        return places.Count == 0 ? null : new LimitPass(call, need, places) { IsOfAttempt = true };
    }

    /// <summary>Takes all places that a pass needs, or none.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="mayWait">Whether it may wait for its turn.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Nothing when it was let in; else why it was not, or what waits.</returns>
    internal (LimitRefusal? Refusal, Waiter? Waiter) Enter(LimitPass pass, bool mayWait, CancellationToken ct)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            pass.Arrived = now;
            var block = Admission.TryTake(pass, now, null);
            if (block.Scope is null)
            {
                if (!pass.IsOfAttempt)
                {
                    Admission.Stand(pass, now, _time);
                }

                return default;
            }

            if (!mayWait || block.Scope.Limit.Limit.MaxWait == TimeSpan.Zero)
            {
                return (_room.Refusal(pass, block, now, block.IsTooMuch ? RefusalReason.TooMuch : RefusalReason.Full), null);
            }

            var waiter = new Waiter(pass, _room, ct);
            return _room.Park(waiter, block, now) is { } refusal ? (refusal, null) : (null, waiter);
        }
    }

    /// <summary>Gives the places of a pass back, and those of a second one.</summary>
    /// <param name="pass">The pass; null for none.</param>
    /// <param name="used">The tokens that were used.</param>
    /// <param name="second">Another.</param>
    /// <param name="usedBySecond">The tokens that were used by that.</param>
    internal void Leave(LimitPass? pass, (long Input, long Output) used, LimitPass? second = null, (long Input, long Output) usedBySecond = default)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            Leave(pass, used, now);
            Leave(second, usedBySecond, now);
        }
    }

    private void Leave(LimitPass? pass, (long Input, long Output) used, long now)
    {
        if (pass is null)
        {
            return;
        }

        var waited = false;
        foreach (var scope in pass.Scopes)
        {
            scope?.Leave(now, pass.Input, pass.Output, used.Input, used.Output);
            waited |= scope is { HasWaiting: true };
        }

        if (!waited)
        {
            return;
        }

        foreach (var scope in pass.Scopes)
        {
            if (scope is { HasWaiting: true })
            {
                _room.Serve(scope, now);
            }
        }
    }

    private LimitPlaces PlacesOf(Call call, string? provider, LimitCounters[] limits, RecentMatches<LimitPlaces> recent, bool ofKey)
    {
        var state = call.State;
        var (caller, model) = (state.Caller!, state.Model?.Id);
        if (recent.Find(caller, model, state.Tags, provider) is { } known)
        {
            return known;
        }

        var places = new List<LimitPlace>();
        if (ofKey)
        {
            places.Add(new LimitPlace(_keys, new ScopeName(caller.Key.Id)));
        }

        foreach (var limit in limits)
        {
            LimitMatch.Add(limit, call, provider, places);
        }

        return recent.Keep(caller, model, state.Tags, provider, places.Count == 0 ? LimitPlaces.None : new LimitPlaces([.. places]));
    }

    private sealed record Snapshot(LimitCounters[] OfCalls, LimitCounters[] OfTargets)
    {
        // What calls matched of each; those of keys that have limits of their own apart.
        public RecentMatches<LimitPlaces> Without { get; } = new();

        public RecentMatches<LimitPlaces> WithKeys { get; } = new();

        public RecentMatches<LimitPlaces> AtTargets { get; } = new();
    }
}
