using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Penstock.Hosting.Cleartext;
using Xunit;

namespace Penstock.Tests.Hosting.Cleartext;

public sealed class SilentConnectionTests
{
    private readonly ManualTime _time = new();
    private readonly KestrelServerLimits _limits = new();
    private readonly Pipe _client = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    private bool _served;

    [Fact]
    public async Task A_client_that_says_nothing_is_let_go()
    {
        var serving = ServeAsync();

        _time.Advance(_limits.KeepAliveTimeout - TimeSpan.FromSeconds(1));
        Assert.False(serving.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));

        await serving.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(_served);
    }

    [Fact]
    public async Task A_client_that_drips_is_let_go_when_the_whole_has_taken_too_long()
    {
        var serving = ServeAsync();
        foreach (var letter in "PRI * HT")
        {
            await _client.Writer.WriteAsync(Encoding.ASCII.GetBytes([letter]), TestContext.Current.CancellationToken);
            _time.Advance(_limits.RequestHeadersTimeout / 5);
        }

        await serving.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(_served);
    }

    [Theory]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrest")]
    [InlineData("G")]
    [InlineData("PRI * HTTP/1.1\r\n")]
    public async Task What_can_be_told_is_served_at_once_with_nothing_taken(string text)
    {
        await _client.Writer.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

        await ServeAsync();

        Assert.True(_served);
        Assert.True(_client.Reader.TryRead(out var read));
        Assert.Equal(text.Length, read.Buffer.Length);
    }

    private Task ServeAsync()
    {
        var connection = new DefaultConnectionContext { Transport = new Duplex(_client.Reader) };
        return new CleartextPort(_ =>
        {
            _served = true;
            return Task.CompletedTask;
        }, _limits, _time).ServeAsync(connection);
    }

    private sealed class Duplex(PipeReader input) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => throw new NotSupportedException("Nothing is written here.");
    }
}
