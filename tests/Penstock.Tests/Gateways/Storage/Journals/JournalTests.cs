using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Penstock.Gateways.Storage.Journals;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Journals;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly JournalFolder _folder;

    public JournalTests() => _folder = new JournalFolder(_temporary["journal"]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Has_handed_a_record_to_the_operating_system_when_an_append_returns()
    {
        await using var journal = Open();

        await journal.AppendAsync(Records.Of(1), Ct);

        Assert.Equal(journal.End.Offset, new FileInfo(_folder.FileOf(1)).Length);
        Records.Same(Records.Of(1), Assert.Single(ReadAll(journal.End)));
    }

    [Fact]
    public async Task Keeps_every_record_of_64_callers_once_and_each_callers_in_order()
    {
        await using var journal = Open(segmentBytes: 100_000);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await journal.AppendAsync(Records.Of((caller * 1000) + i), Ct);
                }
            },
            Ct)));

        var ids = ReadAll(journal.End).Select(record => int.Parse(record.Id[5..])).ToList();

        Assert.Equal(64 * 50, ids.Count);
        Assert.Equal(64 * 50, ids.Distinct().Count());
        Assert.All(ids.GroupBy(id => id / 1000), mine => Assert.Equal(mine.Order(), mine));
        Assert.True(_folder.Segments().Count > 5);
        Assert.All(_folder.Segments(), segment => Assert.InRange(new FileInfo(_folder.FileOf(segment)).Length, 0, 100_000));
    }

    [Fact]
    public async Task Begins_a_new_segment_at_each_start_and_keeps_its_id()
    {
        await using (var first = Open())
        {
            await first.AppendAsync(Records.Of(1), Ct);
        }

        var again = new JournalFolder(_folder.Path);
        await using var second = new Journal(again, TimeProvider.System, NullLogger.Instance);
        await second.AppendAsync(Records.Of(2), Ct);

        Assert.Equal([1, 2], again.Segments());
        Assert.Equal(_folder.Id, again.Id);
        Assert.Equal(["call_0000000001", "call_0000000002"], ReadAll(second.End).Select(record => record.Id));
    }

    [Fact]
    public async Task Says_that_the_disk_is_full_cuts_off_the_half_written_record_and_goes_on_when_there_is_room()
    {
        var disk = new FullDisk();
        await using var journal = Open(write: disk.Write);
        await journal.AppendAsync(Records.Of(1), Ct);
        var good = journal.End;

        disk.BytesLeft = 100;
        var fault = await Assert.ThrowsAsync<IOException>(async () => await journal.AppendAsync(Records.Of(2), Ct));
        Assert.Contains(_folder.Path, fault.Message);
        Assert.Contains("No space left on device", fault.Message);
        Assert.Equal(good, journal.End);
        Assert.Equal(good.Offset, new FileInfo(_folder.FileOf(1)).Length);

        disk.BytesLeft = long.MaxValue;
        await journal.AppendAsync(Records.Of(3), Ct);

        Assert.Equal(["call_0000000001", "call_0000000003"], ReadAll(journal.End).Select(record => record.Id));
    }

    [Fact]
    public async Task Leaves_a_segment_behind_whose_half_written_record_cannot_be_cut_off()
    {
        var disk = new FullDisk();
        await using var journal = Open(write: disk.Write);
        await journal.AppendAsync(Records.Of(1), Ct);
        disk.BytesLeft = 100;
        disk.CloseAfterFault = true;
        await Assert.ThrowsAsync<IOException>(async () => await journal.AppendAsync(Records.Of(2), Ct));
        disk.BytesLeft = long.MaxValue;

        await journal.AppendAsync(Records.Of(3), Ct);

        Assert.Equal(2, journal.End.Segment);
        Assert.Equal(["call_0000000001", "call_0000000003"], ReadAll(journal.End).Select(record => record.Id));
    }

    [Fact]
    public async Task Tells_everybody_of_a_batch_that_was_not_written_and_writes_the_next()
    {
        var disk = new FullDisk();
        await using var journal = Open(write: disk.Write);

        // The first writer is held in its write; the others leave their frames meanwhile.
        disk.Hold();
        var first = Task.Run(async () => await journal.AppendAsync(Records.Of(0), Ct), Ct);
        await disk.Held;
        var others = Enumerable.Range(1, 20).Select(i => journal.AppendAsync(Records.Of(i), Ct).AsTask()).ToList();
        Assert.All(others, append => Assert.False(append.IsCompleted));
        disk.BytesLeft = 5000;
        disk.LetGo();

        await first;
        await Task.WhenAll(others).ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.All(others, append => Assert.IsType<IOException>(append.Exception?.InnerException));

        disk.BytesLeft = long.MaxValue;
        await journal.AppendAsync(Records.Of(99), Ct);
        Assert.Equal(["call_0000000000", "call_0000000099"], ReadAll(journal.End).Select(record => record.Id));
    }

    [Fact]
    public async Task Writes_what_came_meanwhile_in_one_go()
    {
        var disk = new FullDisk();
        await using var journal = Open(write: disk.Write);
        disk.Hold();
        var first = Task.Run(async () => await journal.AppendAsync(Records.Of(0), Ct), Ct);
        await disk.Held;
        var others = Enumerable.Range(1, 20).Select(i => journal.AppendAsync(Records.Of(i), Ct).AsTask()).ToList();
        disk.LetGo();

        await first;
        await Task.WhenAll(others);

        Assert.Equal(2, disk.Writes);
        Assert.Equal(21, ReadAll(journal.End).Count);
    }

    [Fact]
    public async Task Keeps_everybody_who_finds_no_room_waiting_until_there_is()
    {
        var disk = new FullDisk();
        await using var journal = Open(write: disk.Write);
        disk.Hold();
        var first = Task.Run(async () => await journal.AppendAsync(Records.Of(0), Ct), Ct);
        await disk.Held;
        var long1 = Records.Of(1) with { Model = new string('m', 700_000) };
        var others = new[] { long1, long1 with { Id = "b" }, long1 with { Id = "c" }, Records.Of(2) }
            .Select(record => journal.AppendAsync(record, Ct).AsTask()).ToList();
        disk.LetGo();

        await first;
        await Task.WhenAll(others);

        Assert.Equal(5, ReadAll(journal.End).Count);
    }

    [Fact]
    public async Task Refuses_what_comes_after_it_was_closed()
    {
        var journal = Open();
        await journal.DisposeAsync();
        await journal.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await journal.AppendAsync(Records.Of(1), Ct));
    }

    [Fact]
    public async Task Waits_at_its_closing_for_who_is_still_being_written()
    {
        var disk = new FullDisk();
        var journal = Open(write: disk.Write);
        disk.Hold();
        var first = Task.Run(async () => await journal.AppendAsync(Records.Of(0), Ct), Ct);
        await disk.Held;
        var second = journal.AppendAsync(Records.Of(1), Ct).AsTask();
        var closing = journal.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        disk.LetGo();

        await Task.WhenAll(first, second, closing);

        Assert.Equal(2, ReadAll(journal.End).Count);
    }

    public void Dispose() => _temporary.Dispose();

    private Journal Open(long segmentBytes = Journal.DefaultSegmentBytes, WriteAt? write = null) =>
        new(_folder, TimeProvider.System, NullLogger.Instance, segmentBytes, write);

    private List<CallRecord> ReadAll(JournalPosition end)
    {
        using var reader = new SegmentReader(_folder, NullLogger.Instance);
        var records = new List<CallRecord>();
        for (var at = new JournalPosition(1, 0); at < end;)
        {
            at = reader.Read(at, end, records.Count + 7, records);
        }

        Assert.Equal(0, reader.DamagedBytes);
        return records;
    }

    /// <summary>A disk that is full after some bytes: it writes what it can and then fails, as write(2) does. It can hold a writer.</summary>
    private sealed class FullDisk
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _go = new(initialState: true);

        public long BytesLeft { get; set; } = long.MaxValue;

        public bool CloseAfterFault { get; set; }

        public int Writes { get; private set; }

        public Task Held => _held.Task;

        public void Hold() => _go.Reset();

        public void LetGo() => _go.Set();

        public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            if (!_go.IsSet)
            {
                var room = BytesLeft;
                _held.TrySetResult();
                _go.Wait();
                WriteNow(file, bytes, offset, room);
                return;
            }

            WriteNow(file, bytes, offset, BytesLeft);
        }

        private void WriteNow(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, long room)
        {
            Writes++;
            RandomAccess.Write(file, bytes[..(int)Math.Min(bytes.Length, room)], offset);
            if (bytes.Length > room)
            {
                if (CloseAfterFault)
                {
                    file.Dispose();
                }

                throw new IOException("No space left on device");
            }
        }
    }
}
