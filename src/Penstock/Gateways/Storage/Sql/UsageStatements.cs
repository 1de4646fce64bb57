using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Sums up a batch of records in memory, and adds the sums to the hours' and days' rows in the transaction of the records.</summary>
internal sealed class UsageStatements(SqliteConnection connection) : IDisposable
{
    private const int MostKnown = 20_000;

    private readonly BoundStatement _dimension = new(connection,
        $"""
        insert into usage_dimensions (id, {string.Join(", ", UsageDimension.Columns)}) values (@id, {string.Join(", ", UsageDimension.Columns.Select(column => "@" + column))})
        on conflict (id) do nothing
        """);

    private readonly BoundStatement _hour = Sums(connection, "usage_hours", "hour");

    // A month by days is asked for most, and hours of many keys and models are many rows.
    private readonly BoundStatement _day = Sums(connection, "usage_days", "day");

    private readonly BoundStatement _histogram = new(connection,
        """
        insert into usage_histograms (hour, dimension, metric, bucket, calls) values (@hour, @dimension, @metric, @bucket, @calls)
        on conflict (hour, dimension, metric, bucket) do update set calls = usage_histograms.calls + excluded.calls
        """);

    private readonly ColumnValue[] _row = new ColumnValue[2 + UsageSums.Columns.Length + UsageSums.Costs.Length];
    private readonly Dictionary<UsageDimension, long> _known = [];
    private readonly Dictionary<(long Hour, long Dimension), UsageSums> _sums = [];

    /// <summary>Adds a record, or takes it away.</summary>
    public void Take(CallRecord call, int sign)
    {
        var key = (FloorHour(call.StartedAt), IdOf(UsageDimension.Of(call)));
        if (!_sums.TryGetValue(key, out var sums))
        {
            _sums[key] = sums = new UsageSums();
        }

        sums.Take(call, sign);
    }

    /// <summary>Writes the sums.</summary>
    public void Flush()
    {
        var days = new Dictionary<(long Day, long Dimension), Int128[]>();
        foreach (var ((hour, dimension), sums) in _sums)
        {
            Add(_hour, hour, dimension, sums.Values);
            ref var day = ref CollectionsMarshal.GetValueRefOrAddDefault(days, (hour / 24, dimension), out _);
            day ??= new Int128[sums.Values.Length];
            for (var i = 0; i < day.Length; i++)
            {
                day[i] += sums.Values[i];
            }

            foreach (var ((metric, bucket), calls) in sums.Histogram)
            {
                if (calls != 0)
                {
                    _histogram.Run(hour, dimension, (long)metric, (long)bucket, calls);
                }
            }
        }

        foreach (var ((day, dimension), sums) in days)
        {
            Add(_day, day, dimension, sums);
        }

        _sums.Clear();
    }

    /// <summary>The hour that an instant is in, since 1970; also before that.</summary>
    public static long FloorHour(long micros) => (micros / Micros.Hour) - (micros % Micros.Hour < 0 ? 1 : 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _dimension.Dispose();
        _hour.Dispose();
        _day.Dispose();
        _histogram.Dispose();
    }

    private static BoundStatement Sums(SqliteConnection connection, string table, string time)
    {
        string[] columns = [.. UsageSums.Columns, .. UsageSums.Costs.Select(UsageSums.CarryOf)];
        return new(connection,
            $"""
            insert into {table} ({time}, dimension, {string.Join(", ", columns)}) values (@{time}, @dimension, {string.Join(", ", columns.Select(column => "@" + column))})
            on conflict ({time}, dimension) do update set {string.Join(", ", UsageSums.Columns.Select(column => UsageSums.IsCost(column) ? Carried(table, column) : $"{column} = {Sum(table, column)}"))}
            """);
    }

    // Both are less than the carry, so that their sum fits, and none is lost.
    private static string Carried(string table, string column) =>
        $"{column} = ({Sum(table, column)}) % {UsageSums.Carry}, {UsageSums.CarryOf(column)} = {Sum(table, UsageSums.CarryOf(column))} + ({Sum(table, column)}) / {UsageSums.Carry}";

    private static string Sum(string table, string column) => $"{table}.{column} + excluded.{column}";

    private void Add(BoundStatement statement, long time, long dimension, Int128[] sums)
    {
        (_row[0], _row[1]) = (time, dimension);
        var carries = 2 + sums.Length;
        for (var i = 0; i < sums.Length; i++)
        {
            // Nothing that a record says may stop the shipping of all that follow.
            var isCost = UsageSums.IsCost(UsageSums.Columns[i]);
            _row[i + 2] = isCost ? (long)(sums[i] % UsageSums.Carry) : (long)Int128.Clamp(sums[i], long.MinValue, long.MaxValue);
            if (isCost)
            {
                _row[carries++] = (long)(sums[i] / UsageSums.Carry);
            }
        }

        statement.Run(_row);
    }

    // Known ones are known to be stored: when a transaction fails, the connection is closed and this goes with it.
    private long IdOf(UsageDimension dimension)
    {
        if (_known.TryGetValue(dimension, out var id))
        {
            return id;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        id = dimension.Id();
        _dimension.Run([id, .. dimension.Values()]);
        return _known[dimension] = id;
    }
}
