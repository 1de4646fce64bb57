using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Gateways.Storage.Journals;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Journals;

public sealed class SegmentReaderTests : IDisposable
{
    private static readonly JournalPosition _end = new(2, 0);
    private readonly TemporaryFolder _temporary = new();
    private readonly JournalFolder _folder;
    private readonly ListLogger _log = new();

    public SegmentReaderTests() => _folder = new JournalFolder(_temporary["journal"]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leaves_out_a_last_record_that_was_cut_short_at_any_byte()
    {
        var (bytes, offsets) = await WriteAsync(3);
        for (var length = offsets[2] + 1; length < bytes.Length; length++)
        {
            var (records, reader, log) = Read(bytes.AsSpan(0, length));

            Assert.Equal(["call_0000000000", "call_0000000001"], records.Select(record => record.Id));
            Assert.Equal(0, reader.DamagedBytes);
            Assert.Equal(LogLevel.Warning, Assert.Single(log.Lines).Level);
        }

        Assert.Equal(3, Read(bytes).Records.Count);
    }

    [Fact]
    public async Task Leaves_out_what_a_machine_crash_left_as_zeros()
    {
        var (bytes, offsets) = await WriteAsync(3);
        for (var zeroFrom = offsets[2]; zeroFrom < bytes.Length; zeroFrom += 17)
        {
            byte[] crashed = [.. bytes.AsSpan(0, zeroFrom), .. new byte[5000]];

            var (records, reader, _) = Read(crashed);

            Assert.Equal(2, records.Count);
            Assert.Equal(0, reader.DamagedBytes);
        }
    }

    [Fact]
    public async Task Passes_over_the_rest_of_a_segment_that_is_damaged_at_any_byte_of_a_record_and_says_so()
    {
        var (bytes, offsets) = await WriteAsync(4);
        for (var at = offsets[1]; at < offsets[2]; at++)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 0x10;

            var (records, reader, log) = Read(damaged);

            Assert.Equal("call_0000000000", Assert.Single(records).Id);
            Assert.Equal(bytes.Length - offsets[1], reader.DamagedBytes);
            Assert.Contains(1, reader.Damaged);
            var line = Assert.Single(log.Lines);
            Assert.Equal(LogLevel.Error, line.Level);
            Assert.Contains($"byte {offsets[1]}", line.Text);
        }
    }

    [Fact]
    public async Task Goes_on_with_the_next_segment_after_a_damaged_one()
    {
        var (bytes, offsets) = await WriteAsync(3);
        File.WriteAllBytes(_folder.FileOf(2), bytes);
        bytes = bytes.ToArray();
        bytes[offsets[1] + 20] ^= 1;
        File.WriteAllBytes(_folder.FileOf(1), bytes);

        Assert.Equal(4, ReadAll(new SegmentReader(_folder, _log), new JournalPosition(3, 0)).Count);
    }

    [Fact]
    public async Task Counts_damage_once_however_often_it_is_read()
    {
        var (bytes, offsets) = await WriteAsync(3);
        bytes[offsets[1] + 20] ^= 1;
        File.WriteAllBytes(_folder.FileOf(1), bytes);
        using var reader = new SegmentReader(_folder, _log);

        ReadAll(reader, _end);
        ReadAll(reader, _end);

        Assert.Equal(bytes.Length - offsets[1], reader.DamagedBytes);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Passes_over_a_whole_frame_that_is_no_record_and_reads_the_next()
    {
        var (bytes, offsets) = await WriteAsync(2);
        foreach (var foreign in new[] { "null", "{}", "[]", "not json", """{"id":null}""" })
        {
            var frame = new byte[JournalFrame.Head + foreign.Length];
            Encoding.UTF8.GetBytes(foreign, frame.AsSpan(JournalFrame.Head));
            JournalFrame.Seal(frame);

            var (records, reader, log) = Read([.. bytes.AsSpan(0, offsets[1]), .. frame, .. bytes.AsSpan(offsets[1])]);

            Assert.Equal(2, records.Count);
            Assert.Equal(1, reader.ForeignRecords);
            Assert.Equal(LogLevel.Error, Assert.Single(log.Lines).Level);
        }
    }

    [Fact]
    public async Task Reads_records_up_to_the_longest_there_may_be()
    {
        await using (var journal = new Journal(_folder, TimeProvider.System, NullLogger.Instance))
        {
            for (var length = 200_000; length <= 1_000_000; length += 200_000)
            {
                await journal.AppendAsync(Records.Of(length) with { Model = new string('m', length) }, Ct);
            }

            await Assert.ThrowsAsync<ArgumentException>(
                async () => await journal.AppendAsync(Records.Of(1) with { Model = new string('m', 1 << 20) }, Ct));
        }

        Assert.Equal([200_000, 400_000, 600_000, 800_000, 1_000_000], ReadAll(new SegmentReader(_folder, _log), _end).Select(r => r.Model!.Length));
    }

    [Fact]
    public void Ends_when_a_segment_that_should_be_written_is_gone()
    {
        using var reader = new SegmentReader(_folder, _log);

        Assert.Equal(new JournalPosition(7, 500), reader.Read(new JournalPosition(7, 100), new JournalPosition(7, 500), 10, []));
        Assert.Equal(400, reader.DamagedBytes);
    }

    [Fact]
    public async Task Reads_long_records_in_steps_that_memory_holds_and_none_is_lost()
    {
        JournalPosition end;
        await using (var journal = new Journal(_folder, TimeProvider.System, NullLogger.Instance))
        {
            for (var i = 0; i < 20; i++)
            {
                await journal.AppendAsync(Records.Of(i) with { Model = new string('m', 900_000) }, Ct);
            }

            end = journal.End;
        }

        using var reader = new SegmentReader(_folder, _log);
        var steps = new List<int>();
        for (var at = new JournalPosition(1, 0); at < end;)
        {
            var step = new List<CallRecord>();
            at = reader.Read(at, end, 1000, step);
            steps.Add(step.Count);
        }

        Assert.Equal(20, steps.Sum());
        Assert.All(steps, count => Assert.InRange(count, 0, 6));
    }

    public void Dispose() => _temporary.Dispose();

    private async Task<(byte[] Bytes, List<int> Offsets)> WriteAsync(int records)
    {
        var offsets = new List<int>();
        await using (var journal = new Journal(_folder, TimeProvider.System, NullLogger.Instance))
        {
            for (var i = 0; i < records; i++)
            {
                offsets.Add((int)journal.End.Offset);
                await journal.AppendAsync(Records.Of(i), Ct);
            }
        }

        return (await File.ReadAllBytesAsync(_folder.FileOf(1), Ct), offsets);
    }

    private (List<CallRecord> Records, SegmentReader Reader, ListLogger Log) Read(ReadOnlySpan<byte> segment)
    {
        File.WriteAllBytes(_folder.FileOf(1), segment.ToArray());
        var log = new ListLogger();
        using var reader = new SegmentReader(_folder, log);
        return (ReadAll(reader, _end), reader, log);
    }

    private static List<CallRecord> ReadAll(SegmentReader reader, JournalPosition end)
    {
        var records = new List<CallRecord>();
        for (var at = new JournalPosition(1, 0); at < end;)
        {
            var next = reader.Read(at, end, records.Count + 2, records);
            Assert.True(at < next, "The reader does not come further.");
            at = next;
        }

        return records;
    }
}
