namespace Penstock.Gateways.Storage.Audit;

/// <summary>The statements of the chain. The SQL is what SQLite and PostgreSQL share.</summary>
internal static class AuditSql
{
    /// <summary>Where a node's chain ends.</summary>
    public const string FindEnd = "select seq, hash from audit_ends where node = @node";

    /// <summary>Notes where a node's chain ends.</summary>
    public const string SaveEnd =
        """
        insert into audit_ends (node, seq, hash) values (@node, @seq, @hash)
        on conflict (node) do update set seq = excluded.seq, hash = excluded.hash
        """;

    /// <summary>Adds a link. It never takes another's place: that it fails then is a guard against two who append at once.</summary>
    public static readonly string InsertLink =
        $"insert into audit_chain ({string.Join(", ", AuditLink.Columns)}) values ({string.Join(", ", AuditLink.Columns.Select(column => "@" + column))})";
}
