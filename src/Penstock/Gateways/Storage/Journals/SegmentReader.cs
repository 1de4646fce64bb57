using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>
/// Reads a journal from a position on, in pieces, so that memory stays bounded however much there is. What cannot be read is
/// said, counted and passed over; it never stops the reader.
/// </summary>
internal sealed class SegmentReader(JournalFolder folder, ILogger log) : IDisposable
{
    private const int EntriesPerRecord = 4;

    // How much is read in one step, whatever the records' length: they are larger in memory than here.
    private const int MostBytes = 4 << 20;

    // Room for the longest record: what cannot be read with all of it there is damaged.
    private readonly byte[] _piece = new byte[JournalFrame.Head + JournalFrame.LongestPayload];
    private readonly HashSet<JournalPosition> _told = [];
    private readonly HashSet<long> _damaged = [];
    private SafeFileHandle? _file;
    private long _open;

    /// <summary>Bytes passed over since the start because they were damaged; torn tails are not counted.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Whole frames passed over since the start because they were no call's record.</summary>
    public long ForeignRecords { get; private set; }

    /// <summary>The segments with damage: they are to be set aside, not deleted.</summary>
    public IReadOnlySet<long> Damaged => _damaged;

    /// <summary>
    /// Reads records from a position up to the journal's end, at most as many as asked for and some times as many entries, of 4 MiB and one record more, and returns where to go on.
    /// When that is <paramref name="from"/>, everything was read.
    /// </summary>
    public JournalPosition Read(JournalPosition from, JournalPosition end, int most, List<CallRecord> into, List<BudgetEntry>? entries = null)
    {
        if (!(from < end))
        {
            return from;
        }

        if (Open(from.Segment) is not { } file)
        {
            return Missing(from, end);
        }

        // The segment that is written may be read up to the end of its last frame; the others, whole.
        var live = from.Segment == end.Segment;
        var limit = live ? end.Offset : RandomAccess.GetLength(file);
        var offset = from.Offset;
        while (HasRoom(most, into, entries) && offset - from.Offset < MostBytes && offset < limit)
        {
            var bytes = Fill(file, offset, limit);
            var used = Parse(new JournalPosition(from.Segment, offset), bytes, most, into, entries);
            if (used == 0)
            {
                PassOver(new JournalPosition(from.Segment, offset), bytes, limit, live);
                used = limit - offset;
            }

            offset += used;
        }

        return offset >= limit && !live ? Following(from.Segment, end) : new JournalPosition(from.Segment, offset);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    // A call whose hold has no place in its file writes two entries and more.
    private static bool HasRoom(int most, List<CallRecord> records, List<BudgetEntry>? entries) => records.Count < most && (entries is null || entries.Count < EntriesPerRecord * most);

    private long Parse(JournalPosition at, ReadOnlySpan<byte> bytes, int most, List<CallRecord> into, List<BudgetEntry>? entries)
    {
        var used = 0;
        while (HasRoom(most, into, entries) && JournalFrame.Read(bytes[used..], out var payload) == JournalFrame.State.Whole)
        {
            try
            {
                if (BudgetEntryJson.Is(payload))
                {
                    entries?.Add(BudgetEntryJson.Read(payload));
                }
                else
                {
                    into.Add(CallRecordJson.Read(payload));
                }
            }
            catch (JsonException e)
            {
                var place = at with { Offset = at.Offset + used };
                if (_told.Add(place))
                {
                    ForeignRecords++;
                    StorageLog.NotARecord(log, e, folder.FileOf(at.Segment), place.Offset);
                }
            }

            used += JournalFrame.Head + payload.Length;
        }

        return used;
    }

    private void PassOver(JournalPosition at, ReadOnlySpan<byte> bytes, long limit, bool live)
    {
        var lost = limit - at.Offset;
        if (!_told.Add(at))
        {
            // Read again, because the database did not take what was before it.
            return;
        }

        // A crash cuts the last record of a segment short and leaves nothing behind it, or zeros.
        if (!live && lost <= bytes.Length && !HasFrame(bytes[1..]))
        {
            StorageLog.TornTail(log, folder.FileOf(at.Segment), lost);
            return;
        }

        DamagedBytes += lost;
        _damaged.Add(at.Segment);
        StorageLog.Damaged(log, folder.FileOf(at.Segment), at.Offset, lost);
    }

    // A segment that is gone was stored whole before, unless it is the one that is written: then somebody deleted it.
    private JournalPosition Missing(JournalPosition from, JournalPosition end)
    {
        if (from.Segment < end.Segment)
        {
            return Following(from.Segment, end);
        }

        DamagedBytes += end.Offset - from.Offset;
        StorageLog.Damaged(log, folder.FileOf(from.Segment), from.Offset, end.Offset - from.Offset);
        return end;
    }

    private static bool HasFrame(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length > JournalFrame.Head; bytes = bytes[1..])
        {
            if (JournalFrame.Read(bytes, out _) == JournalFrame.State.Whole)
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> Fill(SafeFileHandle file, long offset, long limit)
    {
        var piece = _piece.AsSpan(0, (int)Math.Min(_piece.Length, limit - offset));
        var filled = 0;
        while (filled < piece.Length && RandomAccess.Read(file, piece[filled..], offset + filled) is > 0 and var read)
        {
            filled += read;
        }

        return piece[..filled];
    }

    private SafeFileHandle? Open(long segment)
    {
        if (_file is null || _open != segment)
        {
            _file?.Dispose();
            _file = folder.Open(segment);
            _open = segment;
        }

        return _file;
    }

    private JournalPosition Following(long segment, JournalPosition end)
    {
        foreach (var number in folder.Segments())
        {
            if (number > segment && number <= end.Segment)
            {
                return new JournalPosition(number, 0);
            }
        }

        return new JournalPosition(end.Segment, 0);
    }
}
