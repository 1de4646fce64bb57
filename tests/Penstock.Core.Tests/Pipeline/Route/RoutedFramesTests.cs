using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Route;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

public sealed class RoutedFramesTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Call _call;

    public RoutedFramesTests() => _call = Given.Call(_time);

    public void Dispose() => _call.Dispose();

    [Fact]
    public async Task Gives_the_first_frame_once_and_what_the_provider_said_with_it()
    {
        var first = new ChunkFrame(new TextChunk("one"));
        await using var frames = await BegunAsync(new FakeFrames(first, ChunkFrame.Terminal()));

        Assert.True(frames.HasBuffered);
        Assert.Same(first, await ReadAsync(frames));
        Assert.False(frames.HasBuffered);
        Assert.Equal("text/event-stream", frames.ContentType);
        Assert.Equal([new("x-request-id", "req_1")], frames.Headers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ends_behind_a_terminal_frame(bool buffers)
    {
        await using var frames = await BegunAsync(new FakeFrames(new ChunkFrame(new TextChunk("one")), ChunkFrame.Terminal(), new ChunkFrame()) { Buffers = buffers });

        Assert.Equal(FrameKind.Data, (await ReadAsync(frames))!.Kind);
        Assert.Equal(FrameKind.Terminal, (await ReadAsync(frames))!.Kind);
        Assert.Null(await ReadAsync(frames));
        Assert.Null(await ReadAsync(frames));
    }

    [Fact]
    public async Task Ends_behind_a_first_frame_that_is_terminal()
    {
        await using var frames = await BegunAsync(new FakeFrames(ChunkFrame.Terminal(), new ChunkFrame()));

        Assert.Equal(FrameKind.Terminal, (await ReadAsync(frames))!.Kind);
        Assert.Null(await ReadAsync(frames));
    }

    [Fact]
    public async Task Turns_silence_into_an_error_frame()
    {
        await using var frames = await BegunAsync(new FakeFrames(new ChunkFrame()));
        await ReadAsync(frames);

        var reading = ReadAsync(frames);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        var error = (await reading)!.Error!;
        Assert.Equal(ErrorKind.ProviderTimeout, error.Kind);
        Assert.Equal("The provider went silent for 5 s in the middle of its answer.", error.Message);
        Assert.Null(await ReadAsync(frames));
    }

    [Fact]
    public async Task Does_not_take_a_slow_client_for_a_silent_provider()
    {
        await using var frames = await BegunAsync(new FakeFrames(new ChunkFrame(), new ChunkFrame(), ChunkFrame.Terminal()));

        for (var i = 0; i < 2; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(FrameKind.Data, (await ReadAsync(frames))!.Kind);
        }

        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(FrameKind.Terminal, (await ReadAsync(frames))!.Kind);
    }

    [Fact]
    public async Task Cuts_a_stream_that_never_ends()
    {
        await using var frames = await BegunAsync(new FakeFrames([.. Enumerable.Repeat(new ChunkFrame(), 100)]) { Buffers = true });
        Frame? last = null;

        for (var i = 0; i < 61; i++)
        {
            last = await ReadAsync(frames);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("The provider did not finish its answer within 60 s, the most that was left for it.", last!.Error!.Message);
        Assert.Null(await ReadAsync(frames));
    }

    [Fact]
    public async Task Says_why_it_was_stopped_while_it_waited()
    {
        await using var frames = await BegunAsync(new FakeFrames(new ChunkFrame()));
        await ReadAsync(frames);

        var reading = ReadAsync(frames);
        _call.Stop(Given.Left);

        Assert.Same(Given.Left, (await reading)!.Error);
        Assert.Null(await ReadAsync(frames));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Stops_before_frames_that_are_there_already(int read)
    {
        await using var frames = await BegunAsync(new FakeFrames(new ChunkFrame(), new ChunkFrame(), ChunkFrame.Terminal()) { Buffers = true });
        for (var i = 0; i < read; i++)
        {
            await ReadAsync(frames);
        }

        _call.Stop(Given.Left);

        Assert.Same(Given.Left, (await ReadAsync(frames))!.Error);
        Assert.Null(await ReadAsync(frames));
    }

    [Fact]
    public async Task Disposes_what_is_behind_it()
    {
        var inner = new FakeFrames(new ChunkFrame());
        var frames = await BegunAsync(inner);

        await frames.DisposeAsync();

        Assert.True(inner.Disposed);
        _time.Advance(TimeSpan.FromMinutes(5));
        _call.Stop(Given.Left);
    }

    private static Task<Frame?> ReadAsync(FrameStream frames) => frames.ReadAsync(CancellationToken.None).AsTask();

    private async Task<RoutedFrames> BegunAsync(FakeFrames inner)
    {
        var clock = new AttemptClock(_time, new RouteOptions { FirstByte = TimeSpan.FromSeconds(20), Idle = TimeSpan.FromSeconds(5) }, null, TimeSpan.FromSeconds(60), _call.Stopped);
        var frames = new RoutedFrames(_call, inner, clock);
        Assert.Null(await frames.ReadFirstAsync(CancellationToken.None));
        return frames;
    }
}
