using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>
/// A signed line that says where a chain was at a moment: whoever has it finds out whether anything up to there was changed since. It is one
/// line, so that a log, a mail or a piece of paper can keep it.
/// </summary>
/// <param name="Node">Whose chain.</param>
/// <param name="Sequence">The last link it covers.</param>
/// <param name="Hash">That link's hash.</param>
/// <param name="At">When it was made, UTC.</param>
/// <param name="Begins">Whether the chain begins behind it: what was before was dropped when its time was over.</param>
internal sealed partial record AuditCheckpoint(string Node, long Sequence, string Hash, DateTimeOffset At, bool Begins)
{
    /// <summary>Which key signed it.</summary>
    public required string KeyId { get; init; }

    /// <summary>The signature of <see cref="Signed"/>.</summary>
    public required string Signature { get; init; }

    /// <summary>What is signed.</summary>
    public string Signed => Text(Node, Sequence, Hash, At, Begins, KeyId);

    /// <summary>The line.</summary>
    public string Line => $"{Signed} sig={Signature}";

    /// <summary>Makes one.</summary>
    public static AuditCheckpoint Make(AuditSigner signer, string node, AuditEnd end, DateTimeOffset at, bool begins = false)
    {
        at = Micros.Time(Micros.Of(at));
        return new AuditCheckpoint(node, end.Sequence, end.Hash, at, begins)
        {
            KeyId = signer.KeyId,
            Signature = signer.Sign(Text(node, end.Sequence, end.Hash, at, begins, signer.KeyId)),
        };
    }

    /// <summary>The last one in a text: a line, a file of lines, a log; null when there is none in it.</summary>
    public static AuditCheckpoint? Find(string text) => All(text).LastOrDefault();

    /// <summary>All in a text.</summary>
    public static IEnumerable<AuditCheckpoint> All(string text)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            if (long.TryParse(match.Groups["seq"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                && DateTimeOffset.TryParse(match.Groups["at"].ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                yield return new AuditCheckpoint(match.Groups["node"].Value, sequence, match.Groups["hash"].Value, at, match.Groups["word"].Value == "begins")
                {
                    KeyId = match.Groups["key"].Value,
                    Signature = match.Groups["sig"].Value,
                };
            }
        }
    }

    private static string Text(string node, long sequence, string hash, DateTimeOffset at, bool begins, string keyId) => FormattableString.Invariant(
        $"penstock-audit v1 {(begins ? "begins" : "checkpoint")} node={node} seq={sequence} at={at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} hash={hash} signer={keyId}");

    [GeneratedRegex("penstock-audit v1 (?<word>checkpoint|begins) node=(?<node>[0-9a-zA-Z_-]+) seq=(?<seq>[0-9]{1,18}) at=(?<at>[0-9T:.Z-]+) hash=(?<hash>[0-9a-zA-Z_-]{43}) signer=(?<key>[0-9a-zA-Z_-]+) sig=(?<sig>[0-9a-zA-Z_-]+)")]
    private static partial Regex Pattern();
}
