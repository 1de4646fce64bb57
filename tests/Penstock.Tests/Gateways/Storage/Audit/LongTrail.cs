using System.Diagnostics;
using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Gateways.Storage.Audit;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Audit;

/// <summary>A trail of many events, and the checkpoint that was kept of it elsewhere: PENSTOCK_AUDIT_EVENTS=100000 makes it as long as the issue asks.</summary>
public sealed class LongTrail : IAsyncLifetime
{
    /// <summary>How many links it has.</summary>
    public static readonly long Events = long.Parse(Environment.GetEnvironmentVariable("PENSTOCK_AUDIT_EVENTS") ?? "10000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How many of them are of calls.</summary>
    public static readonly long Calls = Events - Actions;

    private const int Actions = 100;
    private const int Amended = 50;
    private readonly StorageUnderTest _storage = new();

    /// <summary>What was kept.</summary>
    internal IReadOnlyList<AuditCheckpoint> Kept { get; private set; } = [];

    /// <summary>How long writing took.</summary>
    public TimeSpan Written { get; private set; }

    /// <summary>How long the database is.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _storage.StartAsync();
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Actions; i++)
        {
            await _storage.Open.Audit.AppendAsync(
                new AuditEntry(new Actor("user_ada"), "team.create", "team", $"t{i - 1}", DateTimeOffset.UnixEpoch.AddDays(20_000)) { After = """{"name":"search"}""" }, CancellationToken.None);
        }

        // A few are amended, which is a link of its own.
        for (var i = 0; i < Calls - Amended; i++)
        {
            await _storage.Ledger.AppendAsync(Records.Of(i), CancellationToken.None);
            if (i < Amended)
            {
                await _storage.Ledger.AppendAsync(Records.Of(i) with { End = CallEnd.ClientLeft }, CancellationToken.None);
            }

            if (i == Events / 3)
            {
                await _storage.Calls.CatchUpAsync(CancellationToken.None);
                await _storage.Open.Checkpoints.TakeAsync(CancellationToken.None);
            }
        }

        await _storage.Calls.CatchUpAsync(CancellationToken.None);
        Kept = [(await _storage.Open.Checkpoints.TakeAsync(CancellationToken.None))!];
        await _storage.StopAsync();
        Written = Stopwatch.GetElapsedTime(begun);
        Bytes = new FileInfo(Path.Combine(_storage.Data, "penstock.db")).Length;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    internal TrailCopy Copy() => new(_storage.Data);
}
