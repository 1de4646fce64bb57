using System.Text;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Ledger;

public sealed class LedgerStageTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 15, 0, 0, 123, 456, TimeSpan.FromHours(1)));
    private readonly InMemoryLedger _ledger = new();

    [Fact]
    public async Task Writes_one_record_with_every_field()
    {
        using var call = await FullAsync();
        await call.EndAsync(CallEnd.Cut, Given.ProviderError(500), CancellationToken.None);

        var expected = Expected(call);
        var record = Assert.Single(_ledger.Records);
        Assert.Equal(expected.AttemptLog, record.AttemptLog);
        Assert.Equal(expected, record with { AttemptLog = expected.AttemptLog });

        // Nothing was forgotten: every field differs from that of an empty record.
        var empty = new CallRecord { Id = "", StartedAt = 0, Dialect = "", Capability = "" };
        string[] ofOthers = [nameof(CallRecord.UserId), nameof(CallRecord.ServiceAccountId), nameof(CallRecord.Teams), nameof(CallRecord.Region), nameof(CallRecord.Reserved), nameof(CallRecord.Settled), nameof(CallRecord.SettledOn)];
        Assert.All(typeof(CallRecord).GetProperties().Where(field => !ofOthers.Contains(field.Name)), field => Assert.NotEqual(field.GetValue(empty), field.GetValue(expected)));
    }

    [Fact]
    public async Task Records_a_call_that_came_to_nothing()
    {
        using var call = Given.Call(_time);
        await RunAsync(call);
        await call.EndAsync(CallEnd.Failed, new CallError(ErrorKind.Unauthenticated, "No key."), CancellationToken.None);

        var record = Assert.Single(_ledger.Records);
        Assert.Equal((401, "unauthenticated", CallEnd.Failed), (record.Status, record.ErrorKind, record.End));
        Assert.Null(record.KeyId);
        Assert.Null(record.Model);
        Assert.Null(record.Provider);
        Assert.Null(record.Usage);
        Assert.Null(record.TimeToFirstByte);
        Assert.Equal(0, record.Attempts);
    }

    [Fact]
    public async Task Amends_the_record_of_a_client_that_left_after_all()
    {
        using var call = await FullAsync();
        call.State.SettledOn = [new BudgetLine("house", "", 0)];
        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
        await call.AmendAsync(CallEnd.ClientLeft, Given.Left, CancellationToken.None);

        Assert.Collection(
            _ledger.Records,
            record => Assert.Equal((CallEnd.Completed, null), (record.End, record.ErrorKind)),
            record => Assert.Equal((CallEnd.ClientLeft, "client_left"), (record.End, record.ErrorKind)));

        // What it is counted on goes with the first alone: it would be counted twice.
        Assert.Equal([1, 0], _ledger.Records.Select(record => record.SettledOn.Count));
        Assert.Equal(_ledger.Records[0], _ledger.Records[1] with { End = CallEnd.Completed, ErrorKind = null, AttemptLog = _ledger.Records[0].AttemptLog, SettledOn = _ledger.Records[0].SettledOn });
    }

    [Fact]
    public async Task Shortens_a_long_model_name_between_whole_characters()
    {
        using var call = Given.Call(_time);
        call.State.RequestedModel = string.Concat(Enumerable.Repeat("x😀", 200));
        await RunAsync(call);
        await call.EndAsync(CallEnd.Failed, null, CancellationToken.None);

        var name = Assert.Single(_ledger.Records).Model!;
        Assert.InRange(name.Length, 199, 200);
        Assert.Equal(name, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }

    private static CallRecord Expected(Call call) => new()
    {
        Id = "call_1",
        StartedAt = 1_795_269_600_123_456,
        KeyId = "key_1",
        Model = "gpt",
        Provider = "house",
        UpstreamModel = "gpt-upstream",
        Dialect = "openai",
        Capability = "chat",
        Stream = true,
        Status = 201,
        End = CallEnd.Cut,
        ErrorKind = "provider_error",
        Usage = new TokenUsage { Input = 3, Output = 4 },
        TimeToFirstByte = 1_500_000,
        Duration = 2_000_000,
        RequestBytes = 17,
        ResponseBytes = 99,
        Attempts = 2,
        AttemptLog =
        [
            new AttemptRecord("house", "gpt-upstream", "chosen", 3_000, "provider_error", "overloaded", 500),
            new AttemptRecord("house", "gpt-upstream", "last_resort", 0, null, null, null),
        ],
        UsageEstimated = true,
        Cost = new Amount(3_000_000),
        CostInput = new Amount(1_000_000),
        CostOutput = new Amount(2_000_000),
        Currency = "USD",
        PriceSource = "test",
        PriceUnknown = true,
        Teams = call.State.Caller!.Teams,
        GovernedTags = call.State.Tags,
        Decisions = call.State.Decisions,
        Dropped = call.State.Dropped,
        AnswerDropped = call.State.AnswerDropped,
        Tags = call.Head.Tags,
    };

    private async Task<Call> FullAsync()
    {
        var call = Given.Call(_time, Given.Head(model: "gpt") with { Tags = new Dictionary<string, string> { ["team"] = "red" } });
        await RunAsync(call);
        var state = call.State;
        state.Caller = new Caller(Given.Key());
        state.Target = Given.Target(new FakeEngine());
        state.Streaming = true;
        state.Status = 201;
        state.Usage = new TokenUsage { Input = 3, Output = 4 };
        state.RequestBytes = 17;
        state.ResponseBytes = 99;
        state.UsageEstimated = true;
        (state.Cost, state.Currency, state.PriceSource, state.PriceUnknown) = (new CallCost(0.000001m, 0.000002m), "USD", "test", true);
        state.Tags = new Dictionary<string, string> { ["project"] = "atlas" };
        state.Decided("policy eu: allowed");
        state.Dropped = ["seed"];
        state.AnswerDropped = ["reasoning.signature"];
        state.AddAttempt(new Attempt("house", "gpt-upstream", Given.ProviderError(500) with { Code = "overloaded" }) { Duration = TimeSpan.FromMilliseconds(3) });
        state.AddAttempt(new Attempt("house", "gpt-upstream", null) { Reason = AttemptReason.LastResort });
        _time.Advance(TimeSpan.FromSeconds(1.5));
        state.FirstByte = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(0.5));
        return call;
    }

    private ValueTask<CallResult> RunAsync(Call call) =>
        new LedgerStage(_ledger).RunAsync(call, (_, _) => ValueTask.FromResult(Given.Answer()), CancellationToken.None);
}
