using Microsoft.Data.Sqlite;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Tests.Gateways.Storage.Audit;

/// <summary>A copy of a trail's database, to be spoiled.</summary>
internal sealed class TrailCopy : IDisposable
{
    private readonly string _database;
    private readonly string _publicKey;

    public TrailCopy(string data)
    {
        _database = Folder["penstock.db"];
        _publicKey = File.ReadAllText(Path.Combine(data, "audit.key.pub"));
        File.Copy(Path.Combine(data, "penstock.db"), _database);
    }

    public TemporaryFolder Folder { get; } = new();

    public async Task SpoilAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(sql, CancellationToken.None);
    }

    public async Task<AuditReport> VerifyAsync(IReadOnlyList<AuditCheckpoint> kept)
    {
        using var key = AuditSigner.Read(_publicKey);
        await using var connection = await OpenAsync();
        return await new AuditVerifier(key, kept).RunAsync(connection, CancellationToken.None);
    }

    /// <summary>What somebody does who may write the database and knows how the chain is made: changes a link and makes all that follow fit.</summary>
    public async Task RewriteAsync(long from)
    {
        await using var connection = await OpenAsync();
        var links = new List<AuditLink>();
        var (node, previous) = ("", "");
        await using (var command = connection.Command("select seq, at, call_id, digest, hash, node from audit_chain where seq >= @from order by seq", ("@from", from - 1)))
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                links.Add(new AuditLink(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetString(4)));
                node = row.GetString(5);
            }
        }

        previous = links[0].Hash;
        var bytes = new CanonicalBytes();
        foreach (var link in links.Skip(1))
        {
            var at = link.At + 1;
            previous = AuditLink.HashOf(bytes, node, previous, link.Sequence, at, link.CallId, link.Digest);
            await using var update = connection.Command("update audit_chain set at = @at, hash = @hash where seq = @seq", ("@at", at), ("@hash", previous), ("@seq", link.Sequence));
            await update.ExecuteNonQueryAsync();
        }

        await using var end = connection.Command("update audit_ends set hash = @hash", ("@hash", previous));
        await end.ExecuteNonQueryAsync();
        await connection.ExecuteAsync("delete from audit_checkpoints where seq = (select max(seq) from audit_checkpoints)", CancellationToken.None);
    }

    public void Dispose() => Folder.Dispose();

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={_database};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
