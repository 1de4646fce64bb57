namespace Penstock.Gateways.Storage.Audit;

/// <summary>What the check of an audit trail came to.</summary>
internal sealed class AuditReport
{
    private const int MostShown = 100;
    private readonly List<string> _findings = [];

    /// <summary>How many links were read.</summary>
    public long Links { get; set; }

    /// <summary>Of those: of calls.</summary>
    public long Calls { get; set; }

    /// <summary>Of those: whose record was dropped when its time was over.</summary>
    public long DroppedCalls { get; set; }

    /// <summary>How many checkpoints held.</summary>
    public int Checkpoints { get; set; }

    /// <summary>Where the chains end, by node.</summary>
    public Dictionary<string, AuditEnd> Ends { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong, with the place; the first hundred.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>How many things are wrong.</summary>
    public long Wrong { get; private set; }

    /// <summary>Notes what is wrong.</summary>
    public void Find(string what)
    {
        Wrong++;
        if (_findings.Count < MostShown)
        {
            _findings.Add(what);
        }
    }
}
