using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Journals;
using Penstock.Pipeline.Budgets;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Journals;

public sealed class HoldFileTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ListLogger _log = new();

    private string Path => _temporary["holds"];

    [Fact]
    public void Has_what_is_held_at_the_moment_of_a_crash_and_nothing_else()
    {
        using var holds = Open(Path);
        Assert.Empty(holds.Left);
        Assert.True(holds.TryKeep(Entry("call_1", 5)));
        Assert.True(holds.TryKeep(Entry("call_2", 6)));
        Assert.True(holds.TryKeep(Entry("call_3", 7)));
        Assert.True(holds.TryKeep(Entry("call_2", 60) with { Kind = BudgetEntryKind.Change }));
        holds.Release("call_1");
        holds.Release("call_9");

        using (var survivor = Open(Crash()))
        {
            Assert.Equal([("call_2", 60L), ("call_3", 7L)], survivor.Left.Select(entry => (entry.CallId, entry.Units)).Order());
            var left = survivor.Left.First(entry => entry.CallId == "call_3");
            Assert.Equal((BudgetEntryKind.Hold, 11L, 12L, 13L, 14L), (left.Kind, left.Since, left.Until, left.AtOnce, left.PerSecond));
            Assert.Equal(Entry("call_3", 7).Lines, left.Lines);

            // What was left keeps its place until it is forgotten.
            Assert.True(survivor.TryKeep(Entry("call_4", 8)));
            survivor.Forget();
            Assert.Empty(survivor.Left);
        }

        using var next = Open(_temporary["crashed"]);
        Assert.Equal("call_4", Assert.Single(next.Left).CallId);
    }

    [Fact]
    public void Leaves_out_a_slot_that_was_being_written_and_keeps_what_it_was_to_replace()
    {
        using (var holds = Open(Path))
        {
            Assert.True(holds.TryKeep(Entry("call_1", 5)));
        }

        var kept = File.ReadAllBytes(Path);
        var frame = RecordEncoder.Encode(Entry("call_1", 60) with { Kind = BudgetEntryKind.Change }).ToArray();
        for (var written = 1; written < frame.Length; written += 13)
        {
            var torn = kept.ToArray();
            frame.AsSpan(0, written).CopyTo(torn);
            File.WriteAllBytes(Path, torn);
            using var survivor = Open(Path);
            Assert.Equal(5, Assert.Single(survivor.Left).Units);
        }
    }

    [Fact]
    public void Says_when_there_is_no_place_and_changes_nothing_then()
    {
        using var holds = Open(Path);
        Assert.False(holds.TryKeep(Entry("call_x", 1) with { Lines = [new BudgetLine(new string('b', HoldFile.SlotBytes), "", 0)] }));
        Assert.False(holds.TryKeep(Entry("call_x", 1) with { Kind = BudgetEntryKind.Change }));
        for (var i = 0; i < HoldFile.Slots; i++)
        {
            Assert.True(holds.TryKeep(Entry($"call_{i}", i)));
        }

        Assert.False(holds.TryKeep(Entry("call_x", 1)));
        holds.Release("call_7");
        Assert.True(holds.TryKeep(Entry("call_x", 1)));

        using var survivor = Open(Crash());
        Assert.Equal(HoldFile.Slots, survivor.Left.Select(entry => entry.CallId).Distinct().Count());
        Assert.DoesNotContain(survivor.Left, entry => entry.CallId == "call_7");
    }

    [Fact]
    public void Gives_every_slot_back_when_64_callers_come_and_go()
    {
        using var holds = Open(Path);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, caller =>
        {
            for (var i = 0; i < 200; i++)
            {
                var call = $"call_{caller}_{i}";
                Assert.True(holds.TryKeep(Entry(call, i)));
                Assert.True(i % 3 != 0 || holds.TryKeep(Entry(call, i + 1) with { Kind = BudgetEntryKind.Change }));
                holds.Release(call);
            }
        });

        using var survivor = Open(Crash());
        Assert.Empty(survivor.Left);
        Assert.All(Enumerable.Range(0, HoldFile.Slots), i => Assert.True(holds.TryKeep(Entry($"call_{i}", i))));
    }

    [Fact]
    public void Takes_all_its_room_when_it_is_made_and_passes_over_what_is_no_entry()
    {
        using (Open(Path))
        {
        }

        Assert.Equal(HoldFile.Slots * HoldFile.SlotBytes, new FileInfo(Path).Length);
        byte[] frame = [0, 0, 0, 0, 0, 0, 0, 0, .. "{\"id\":1}"u8];
        JournalFrame.Seal(frame);
        File.WriteAllBytes(Path, frame);

        using var holds = Open(Path);
        Assert.Empty(holds.Left);
        Assert.Contains(_log.Lines, line => line.Text.Contains(Path, StringComparison.Ordinal));
        Assert.Equal(HoldFile.Slots * HoldFile.SlotBytes, new FileInfo(Path).Length);
    }

    public void Dispose() => _temporary.Dispose();

    private static BudgetEntry Entry(string call, long units) =>
        new(BudgetEntryKind.Hold, call, units, [new BudgetLine("house", "", 3), new BudgetLine("each", "user=user_1, model=a/b", 4)]) { Since = 11, Until = 12, AtOnce = 13, PerSecond = 14 };

    private HoldFile Open(string path) => new(path, TimeProvider.System, _log);

    private string Crash()
    {
        TemporaryFolder.Copy(_temporary.Root, _temporary["copy"]);
        File.Move(System.IO.Path.Combine(_temporary["copy"], "holds"), _temporary["crashed"], overwrite: true);
        return _temporary["crashed"];
    }
}
