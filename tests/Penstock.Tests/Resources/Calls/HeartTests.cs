using System.IO.Pipelines;
using System.Text;
using Penstock.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Resources.Calls;

public sealed class HeartTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);
    private readonly ManualTime _time = new();
    private readonly MemoryStream _seen = new();

    private string Seen => Encoding.UTF8.GetString(_seen.ToArray());

    [Fact]
    public async Task Beats_when_nothing_was_written_for_a_whole_interval()
    {
        await using var heart = New();
        heart.Rest();

        _time.Advance(s_interval);
        Assert.Equal("", Seen);
        _time.Advance(s_interval);
        Assert.Equal("b", Seen);
        _time.Advance(s_interval);
        Assert.Equal("bb", Seen);
    }

    [Fact]
    public async Task Does_not_beat_in_a_stream_that_flows()
    {
        await using var heart = New();
        for (var i = 0; i < 10; i++)
        {
            heart.Rest();
            _time.Advance(s_interval * 0.9);
            await heart.WakeAsync();
        }

        Assert.Equal("", Seen);
    }

    [Fact]
    public async Task Does_not_beat_while_somebody_else_writes()
    {
        await using var heart = New();

        _time.Advance(s_interval * 5);

        Assert.Equal("", Seen);
    }

    [Fact]
    public async Task Lets_a_beat_that_has_begun_end_before_anybody_else_writes()
    {
        var slow = new Slow(_seen);
        await using var heart = new Heart(PipeWriter.Create(slow), "b"u8.ToArray(), s_interval, _time);
        heart.Rest();
        _time.Advance(s_interval * 2);

        var waking = heart.WakeAsync();
        Assert.False(waking.IsCompleted);
        slow.Gate.SetResult();
        await waking;

        Assert.Equal("b", Seen);
    }

    private Heart New() => new(PipeWriter.Create(_seen), "b"u8.ToArray(), s_interval, _time);

    private sealed class Slow(MemoryStream inner) : MemoryStream
    {
        public TaskCompletionSource Gate { get; } = new();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Gate.Task;
            await inner.WriteAsync(buffer, cancellationToken);
        }
    }
}
