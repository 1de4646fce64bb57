using Microsoft.Data.Sqlite;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Sums up a batch of records in memory, and adds the sums to the hours' rows in the transaction of the records.</summary>
internal sealed class UsageStatements(SqliteConnection connection) : IDisposable
{
    private const int MostKnown = 20_000;

    private readonly BoundStatement _dimension = new(connection,
        $"""
        insert into usage_dimensions (id, {string.Join(", ", UsageDimension.Columns)}) values (@id, {string.Join(", ", UsageDimension.Columns.Select(column => "@" + column))})
        on conflict (id) do nothing
        """);

    private readonly BoundStatement _hour = new(connection,
        $"""
        insert into usage_hours (hour, dimension, {string.Join(", ", UsageSums.Columns)}) values (@hour, @dimension, {string.Join(", ", UsageSums.Columns.Select(column => "@" + column))})
        on conflict (hour, dimension) do update set {string.Join(", ", UsageSums.Columns.Select(column => $"{column} = usage_hours.{column} + excluded.{column}"))}
        """);

    private readonly BoundStatement _histogram = new(connection,
        """
        insert into usage_histograms (hour, dimension, metric, bucket, calls) values (@hour, @dimension, @metric, @bucket, @calls)
        on conflict (hour, dimension, metric, bucket) do update set calls = usage_histograms.calls + excluded.calls
        """);

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
        var row = new ColumnValue[UsageSums.Columns.Length + 2];
        foreach (var ((hour, dimension), sums) in _sums)
        {
            (row[0], row[1]) = (hour, dimension);
            for (var i = 0; i < sums.Values.Length; i++)
            {
                row[i + 2] = sums.Values[i];
            }

            _hour.Run(row);
            foreach (var ((metric, bucket), calls) in sums.Histogram)
            {
                if (calls != 0)
                {
                    _histogram.Run(hour, dimension, (long)metric, (long)bucket, calls);
                }
            }
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
        _histogram.Dispose();
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
