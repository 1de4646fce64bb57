using System.Text;
using System.Threading.Channels;
using Penstock.Gateways.Telemetry.Logs;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Logs;

public sealed class LogsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly FlushedWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prints_the_newest_lines_across_files_as_they_are_when_piped()
    {
        _folder.Write("penstock-20261120.log", "1\n2\n");
        _folder.Write("penstock-20261121.log", "3\n");
        _folder.Write("penstock-20261121-1.log", "4\n5\nhalf a li");
        Assert.Equal(0, await Command(readable: false).RunAsync(_folder.Path, 4, follow: false, TestContext.Current.CancellationToken));
        Assert.Equal("2\n3\n4\n5\n", await _output.NextAsync());
    }

    [Fact]
    public async Task Prints_lines_to_read_on_a_terminal_and_lets_none_of_them_move_it()
    {
        _folder.Write("penstock-20261121.log", """{"ts":"2026-11-21T12:00:00.000Z","level":"info","category":"Penstock.Server","call_id":"call_1","message":"ready\nnot"}""" + "\ntorn \e[2J\n");
        await Command(readable: true).RunAsync(_folder.Path, 10, follow: false, TestContext.Current.CancellationToken);
        Assert.Equal("2026-11-21 12:00:00.000 info     Server: ready\\nnot call=call_1\ntorn \\u001b[2J\n", await _output.NextAsync());
    }

    [Fact]
    public async Task Finds_lines_longer_than_a_block()
    {
        var lines = Enumerable.Range(0, 5).Select(i => new string((char)('a' + i), 50_000)).ToList();
        _folder.Write("penstock-20261121.log", string.Join('\n', lines) + "\n");
        await Command(readable: false).RunAsync(_folder.Path, 3, follow: false, TestContext.Current.CancellationToken);
        Assert.Equal(string.Join('\n', lines[2..]) + "\n", await _output.NextAsync());
    }

    [Fact]
    public async Task Follows_from_file_to_file_until_it_is_cancelled()
    {
        _folder.Write("penstock-20261121.log", "1\n2\n");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Command(readable: false).RunAsync(_folder.Path, 1, follow: true, end.Token);
        Assert.Equal("2\n", await _output.NextAsync());

        _folder.Append("penstock-20261121.log", "3\n4");
        Tick();
        Assert.Equal("3\n", await _output.NextAsync());

        _folder.Append("penstock-20261121.log", "!\n");
        _folder.Write("penstock-20261121-1.log", "5\n");
        _folder.Write("penstock-20261122.log", "6\n");
        Tick();
        Assert.Equal("4!\n5\n6\n", await _output.NextAsync());

        await end.CancelAsync();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Waits_for_the_first_file_when_it_follows()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Command(readable: false).RunAsync(_folder.Path, 5, follow: true, end.Token);
        _folder.Write("penstock-20261121.log", "1\n");
        Tick();
        Assert.Equal("1\n", await _output.NextAsync());
        await end.CancelAsync();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Says_where_it_looked_when_there_is_no_log()
    {
        Assert.Equal(1, await Command(readable: true).RunAsync(_folder.Path, 5, follow: false, TestContext.Current.CancellationToken));
        Assert.Contains("--data", _error.ToString());
    }

    [Fact]
    public async Task Ends_well_when_the_reader_of_its_output_leaves()
    {
        _folder.Write("penstock-20261121.log", "1\n");
        var command = new LogsCommand(new ClosedWriter(), _error, readable: false, colours: false, _time);
        Assert.Equal(0, await command.RunAsync(_folder.Path, 5, follow: true, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Follows_what_the_log_writes()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var options = new PenstockLogOptions { Console = null, DataDirectory = _folder.Path, MaxFileBytes = 200 };
        using var logging = PenstockLogging.Start(options, new LogLevelSwitch(), new LogScrubber(), _time);
        var running = Command(readable: true).RunAsync(_folder.Path, 5, follow: true, end.Token);
        var log = logging.Loggers.CreateLogger("a");
        var seen = "";
        for (var i = 0; i < 10; i++)
        {
            log.Log(Microsoft.Extensions.Logging.LogLevel.Warning, default, $"line {i}", null, static (text, _) => text);
            logging.Flush();
            Tick();
            seen += await _output.NextAsync();
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"2026-11-21 12:00:0{i / 4}.{i % 4 * 250:000} warning  a: line {i}"), seen.TrimEnd().Split('\n'));
        Assert.True(_folder.Files().Length > 3);
        await end.CancelAsync();
        Assert.Equal(0, await running);
    }

    private LogsCommand Command(bool readable) => new(_output, _error, readable, colours: false, _time);

    private void Tick() => _time.Advance(TimeSpan.FromMilliseconds(250));

    /// <summary>Hands each flushed piece to the test.</summary>
    private sealed class FlushedWriter : StringWriter
    {
        private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>();

        public override Encoding Encoding => Encoding.UTF8;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            _pieces.Writer.TryWrite(GetStringBuilder().ToString());
            GetStringBuilder().Clear();
            return Task.CompletedTask;
        }

        public async Task<string> NextAsync() => await _pieces.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }

    private sealed class ClosedWriter : StringWriter
    {
        public override Task WriteAsync(string? value) => throw new IOException("Broken pipe");
    }
}
