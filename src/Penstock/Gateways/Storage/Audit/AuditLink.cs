using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>A link of a node's chain: what it is about, the digest of that, and the hash of it together with all before.</summary>
/// <param name="Sequence">Its number, from 1.</param>
/// <param name="At">When, Unix microseconds: of a call, its beginning.</param>
/// <param name="CallId">The call whose record it is about; null for an action.</param>
/// <param name="Digest">The digest of the call's record, or of the action.</param>
/// <param name="Hash">The hash of the link.</param>
internal sealed record AuditLink(long Sequence, long At, string? CallId, string Digest, string Hash)
{
    /// <summary>The hash before the first link.</summary>
    public const string Beginning = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /// <summary>The hash of a link behind another.</summary>
    public static string HashOf(CanonicalBytes bytes, string node, string previous, long sequence, long at, string? callId, string digest) => bytes.Clear()
        .Add("previous", previous)
        .Add("node", node)
        .Add("seq", sequence)
        .Add("at", at)
        .Add("call", callId)
        .Add("digest", digest)
        .Digest();

    /// <summary>The columns of the table of links.</summary>
    public static readonly string[] Columns = ["node", "seq", "at", "call_id", "digest", "hash"];

    /// <summary>The values of the columns.</summary>
    public ColumnValue[] Values(string node) => [node, Sequence, At, CallId, Digest, Hash];
}
