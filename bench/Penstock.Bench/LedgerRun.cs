using System.Diagnostics;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Journals;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Ledger;

namespace Penstock.Bench;

/// <summary>A ledger of a month: how fast records are stored with their links and sums, and how fast usage is summed.</summary>
internal static class LedgerRun
{
    private const int Batch = 1000;
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("penstock-ledger-").FullName;
        try
        {
            using var database = await SqliteDatabase.OpenAsync(Path.Combine(folder, "penstock.db"), TimeProvider.System, CancellationToken.None);
            await FillAsync(database, options.Ledger, new Random(options.Seed));
            Report.Line($"database: {new FileInfo(database.File).Length / 1_000_000.0:F0} MB, {new FileInfo(database.File).Length / (double)options.Ledger:F0} bytes a call");
            var month = new UsageQuery([UsageGroup.Model, UsageGroup.Day], Start, Start.AddDays(31));
            await MeasureAsync(database, "usage by model and day, a month", month);
            await MeasureAsync(database, "the same, with percentiles", month with { Percentiles = true });
            await MeasureAsync(database, "the same, in Europe/Berlin", month with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") });
            await MeasureAsync(database, "usage by key and model, a month", month with { GroupBy = [UsageGroup.Key, UsageGroup.Model] });
            await MeasureAsync(database, "usage by model and tag:cost_center, a day", month with { GroupBy = [UsageGroup.Model], GroupByTags = ["cost_center"], To = Start.AddDays(1) });
            await MeasureAsync(database, "usage by model and day, a month, call by call (Asia/Kolkata)", month with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata") });
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(SqliteDatabase database, int count, Random random)
    {
        await using var writer = new CallWriter(database, "bench", new AuditChain("bench"));
        var records = new List<CallRecord>(Batch);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            records.Add(Record(i, count, random));
            if (records.Count == Batch || i == count - 1)
            {
                await writer.WriteAsync(records, [], new JournalPosition(1, i + 1), CancellationToken.None);
                records.Clear();
            }
        }

        var took = Stopwatch.GetElapsedTime(begun);
        Report.Line($"stored {count} calls in {took.TotalSeconds:F1} s: {took.TotalMicroseconds / count:F1} µs a call, with its link in the audit trail and its sums");
    }

    private static async Task MeasureAsync(SqliteDatabase database, string title, UsageQuery query)
    {
        var best = TimeSpan.MaxValue;
        var rows = 0;
        for (var i = 0; i < 3; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await using var connection = await database.OpenReaderAsync(CancellationToken.None);
            rows = (await new UsageReading(connection, query, Start.AddDays(40)).RunAsync(CancellationToken.None)).Count;
            var took = Stopwatch.GetElapsedTime(begun);
            best = took < best ? took : best;
        }

        Report.Line($"{title}: {best.TotalMilliseconds:F0} ms, {rows} rows");
    }

    private static CallRecord Record(int i, int count, Random random)
    {
        var model = random.Next(20);
        var user = random.Next(200);
        var tokens = random.Next(1, 4000);
        return new CallRecord
        {
            Id = $"call_{i:D26}",
            StartedAt = Micros.Of(Start) + (long)(i * (31.0 * Micros.Day / count)),
            KeyId = $"key_{user:D20}",
            UserId = $"user_{user:D20}",
            Teams = [$"team_{user % 20}", "engineering"],
            Region = "eu-west",
            Model = $"model-{model}",
            Provider = $"provider-{model % 4}",
            UpstreamModel = $"model-{model}-2026-01-01",
            Dialect = "openai",
            Capability = "chat",
            Stream = random.Next(2) == 0,
            Status = 200,
            End = random.Next(100) == 0 ? CallEnd.ClientLeft : CallEnd.Completed,
            Usage = new TokenUsage { Input = tokens, Output = tokens / 3 },
            TimeToFirstByte = random.Next(50_000, 900_000),
            Duration = random.Next(900_000, 9_000_000),
            RequestBytes = 2000,
            ResponseBytes = 4000,
            Attempts = 1,
            Cost = new Amount(tokens * 2_500_000L),
            CostInput = new Amount(tokens * 1_500_000L),
            CostOutput = new Amount(tokens * 1_000_000L),
            Currency = "USD",
            PriceSource = "genai-prices",
            GovernedTags = new Dictionary<string, string> { ["cost_center"] = $"{user % 30}" },
        };
    }
}
