using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Storage;

/// <summary>What storage says in the log.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(2001, LogLevel.Error,
        "The ledger's journal in '{Folder}' was not synced: a crash of the machine may lose records. Check the disk.")]
    public static partial void NotSynced(ILogger log, Exception fault, string folder);

    [LoggerMessage(2002, LogLevel.Warning,
        "The journal's segment '{File}' ends with {Bytes} bytes of a record that a crash cut short: they are left out.")]
    public static partial void TornTail(ILogger log, string file, long bytes);

    [LoggerMessage(2003, LogLevel.Error,
        "The journal's segment '{File}' is damaged at byte {Offset}: {Bytes} bytes of records from there on are lost to "
        + "the ledger. Check the disk; the segment is kept, renamed to '.damaged'.")]
    public static partial void Damaged(ILogger log, string file, long offset, long bytes);

    [LoggerMessage(2004, LogLevel.Error,
        "A record of the journal's segment '{File}', at byte {Offset}, is not a call's record and is left out.")]
    public static partial void NotARecord(ILogger log, Exception fault, string file, long offset);

    [LoggerMessage(2005, LogLevel.Warning,
        "The ledger's database does not take records (try {Failures}): {Reason} The journal keeps them. Next try in "
        + "{Delay}.")]
    public static partial void NotShipped(ILogger log, Exception? bug, int failures, string reason, TimeSpan delay);

    [LoggerMessage(2006, LogLevel.Information, "The ledger's database takes records again.")]
    public static partial void ShippedAgain(ILogger log);

    [LoggerMessage(2007, LogLevel.Warning,
        "The database had read the journal up to segment {Stored}, and the journal begins anew at {Begun}: it is read "
        + "from its beginning.")]
    public static partial void JournalBegunAnew(ILogger log, long stored, long begun);

    [LoggerMessage(2008, LogLevel.Error,
        "The server's secret '{File}' was missing and was made anew, but there are {Keys} keys hashed under the old "
        + "one: none of them works. Restore the file, or make the keys anew.")]
    public static partial void SecretLost(ILogger log, string file, int keys);

    [LoggerMessage(2009, LogLevel.Warning,
        "Records stay in the journal at shutdown, because the database does not take them; the next start stores them.")]
    public static partial void LeftInJournal(ILogger log);

    [LoggerMessage(2010, LogLevel.Warning, "The database does not take the response {Id}; it is found all the same, and tried again until the database takes it.")]
    public static partial void ResponseNotStored(ILogger log, string id, Exception fault);

    [LoggerMessage(2011, LogLevel.Error, "The response {Id} is not kept, because the database does not take it: a request that follows it will not find it.")]
    public static partial void ResponseNotKept(ILogger log, string id, Exception? fault);
}
