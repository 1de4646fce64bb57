using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>Takes places: all that a call needs, or none. Who calls it holds the book's lock.</summary>
internal static class Admission
{
    /// <summary>Takes all places of a pass; what keeps it out when one of them cannot be had.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="now">The time.</param>
    /// <param name="own">In whose line it comes first; null when it has not waited. Elsewhere those who wait come before it.</param>
    public static LimitBlock TryTake(LimitPass pass, long now, ScopeCounters? own)
    {
        var room = new Room(long.MaxValue, long.MaxValue, default);
        pass.CountsTokens = false;
        var places = pass.Places;
        var scopes = pass.Scopes;
        for (var i = 0; i < places.Length; i++)
        {
            if ((scopes[i] = places[i].Of(now)) is not { } scope)
            {
                continue;
            }

            pass.CountsTokens |= scope.CountsTokens;
            if (scope.IsOfKeys)
            {
                (scope.Rates[0].Slice, scope.MostRunning) = pass.OfKey;
            }

            if (scope.HasWaiting && scope != own)
            {
                return LimitBlock.OfLine(scope);
            }

            if (scope.Running >= scope.MostRunning)
            {
                return LimitBlock.OfConcurrency(scope);
            }

            if (Look(pass, scope, now, ref room) is { Scope: not null } block)
            {
                return block;
            }
        }

        long output = 0;
        if (room.Tightest.Scope is { } tightest)
        {
            var (want, least) = Wanted(pass, tightest, room);
            if (room.Output < least)
            {
                return room.Tightest with { Need = room.Tightest.Need + least };
            }

            output = Math.Min(want, room.Output);
        }

        Take(pass, now, output);
        return default;
    }

    /// <summary>Notes how a pass stands with its limits now.</summary>
    public static void Stand(LimitPass pass, long now, TimeProvider time)
    {
        pass.Quotas.Clear();
        var places = pass.Places;
        var scopes = pass.Scopes;
        for (var at = 0; at < places.Length; at++)
        {
            if ((scopes[at] is { IsOut: false } known ? known : places[at].Find()) is not { } scope)
            {
                continue;
            }

            foreach (ref var rate in scope.Rates.AsSpan())
            {
                if (rate.Slice == int.MaxValue && scope.IsOfKeys)
                {
                    continue;
                }

                rate.Window.Expire(now);
                var held = scope.Held(rate.Unit);
                var left = Math.Max(0, rate.Slice - rate.Window.Sum - held);
                ref readonly var tightest = ref pass.Quotas.Of(rate.Unit);
                if (tightest.Limit is not null && tightest.Remaining < left)
                {
                    continue;
                }

                var reset = held > 0 ? rate.Per : rate.Window.EmptyAt > now ? time.GetElapsedTime(now, rate.Window.EmptyAt) : TimeSpan.Zero;
                pass.Quotas.Take(rate.Unit, new Quota(scope.Limit.Limit.Id, rate.Slice, left, reset, rate.Per));
            }
        }
    }

    private static LimitBlock Look(LimitPass pass, ScopeCounters scope, long now, ref Room room)
    {
        for (var i = 0; i < scope.Rates.Length; i++)
        {
            ref var rate = ref scope.Rates[i];
            rate.Window.Expire(now);
            var left = rate.Slice - rate.Window.Sum - scope.Held(rate.Unit);
            switch (rate.Unit)
            {
                case LimitUnit.Requests when left < 1:
                    return new LimitBlock(scope, i, 1);
                case LimitUnit.Requests:
                    break;
                case LimitUnit.InputTokens when left < pass.Need.Input:
                    return new LimitBlock(scope, i, pass.Need.Input);
                case LimitUnit.InputTokens:
                    break;
                default:
                    var input = rate.Unit == LimitUnit.TotalTokens ? pass.Need.Input : 0;
                    room = room with { Default = Math.Min(room.Default, scope.Limit.Limit.DefaultOutput) };
                    if (left - input < room.Output)
                    {
                        room = room with { Output = left - input, Tightest = new LimitBlock(scope, i, input) };
                    }

                    break;
            }
        }

        return default;
    }

    // What the caller stated is given whole or not at all; what is only a default may be lowered to what is left, within reason.
    private static (long Want, long Least) Wanted(LimitPass pass, ScopeCounters tightest, in Room room)
    {
        if (pass.Need.Stated)
        {
            return (pass.Need.Output, pass.Need.Output);
        }

        var most = tightest.Rates[room.Tightest.Rate].Slice;
        var want = Math.Min(Math.Min(pass.Need.Output, room.Default), Math.Max(1, most - room.Tightest.Need));
        return (want, tightest.LeastOutput(want, most));
    }

    private static void Take(LimitPass pass, long now, long output)
    {
        (pass.Input, pass.Output) = (pass.CountsTokens ? pass.Need.Input : 0, output);
        foreach (var scope in pass.Scopes)
        {
            scope?.Enter(now, pass.Input, pass.Output);
        }
    }

    // How many output tokens all limits together leave, and which leaves the fewest.
    private readonly record struct Room(long Output, long Default, LimitBlock Tightest);
}
