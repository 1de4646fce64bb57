using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Gateways.Telemetry.Logs;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Logs;

public sealed class PenstockLoggingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStream _console = new();
    private readonly LogLevelSwitch _levels = new();
    private readonly LogScrubber _scrubber = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_each_record_to_the_console_and_as_json_to_the_file()
    {
        using (var logging = Start(new() { Format = LogFormat.Text }))
        {
            logging.Loggers.CreateLogger("Penstock.Server").LogInformation("listening on {Address}", "http://127.0.0.1:8080");
        }

        Assert.Equal("12:00:00.000 info     Server: listening on http://127.0.0.1:8080\n", Console());
        var line = JsonDocument.Parse(_folder.Text("penstock-20261121.log")).RootElement;
        Assert.Equal("2026-11-21T12:00:00.000Z", line.GetProperty("ts").GetString());
        Assert.Equal("Penstock.Server", line.GetProperty("category").GetString());
        Assert.Equal("http://127.0.0.1:8080", line.GetProperty("properties").GetProperty("Address").GetString());
    }

    [Theory]
    [InlineData("Auto", true, false)]
    [InlineData("Auto", false, true)]
    [InlineData("Json", true, true)]
    [InlineData("Text", false, false)]
    public void Is_text_on_a_terminal_and_json_otherwise_unless_told(string format, bool terminal, bool json)
    {
        using (var logging = Start(new() { Format = Enum.Parse<LogFormat>(format), ConsoleIsTerminal = terminal, Colours = true }))
        {
            logging.Loggers.CreateLogger("a").LogError("no");
        }

        Assert.Equal(json, Console().StartsWith('{'));
        Assert.Equal(terminal && !json, Console().Contains('\e'));
    }

    [Fact]
    public void Takes_the_call_id_from_the_record_else_from_the_scopes_around_it()
    {
        using (var logging = Start(new()))
        {
            var log = logging.Loggers.CreateLogger("a");
            using (log.BeginScope(new KeyValuePair<string, object?>[] { new("RequestId", "call_outer"), new("RequestPath", "/x") }))
            {
                log.LogWarning("one {CallId}", "call_own");
                log.LogWarning("two");
                using (log.BeginScope("just text")) log.LogWarning("three");
            }

            log.LogWarning("four");
        }

        Assert.Equal(["call_own", "call_outer", "call_outer", null], Lines().Select(l => l.TryGetProperty("call_id", out var id) ? id.GetString() : null));
        Assert.All(Lines(), l => Assert.False(l.TryGetProperty("properties", out _)));
    }

    [Fact]
    public async Task Takes_the_call_id_of_a_record_from_the_scope_around_it()
    {
        using (var logging = Start(new()))
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.AddPenstockLogging(logging);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            await using var app = builder.Build();
            app.Run(context =>
            {
                context.TraceIdentifier = "r1";
                app.Logger.LogWarning("before");
                using (app.Logger.BeginScope(new CallScope("call_7"))) app.Logger.LogWarning("in a call");
                return Task.CompletedTask;
            });
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var client = new HttpClient();
            await client.GetStringAsync(app.Urls.Single(), TestContext.Current.CancellationToken);
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        var lines = Lines().ToDictionary(l => l.GetProperty("message").GetString()!);
        Assert.Equal("call_7", lines["in a call"].GetProperty("call_id").GetString());
        Assert.False(lines["before"].TryGetProperty("call_id", out _));
    }

    [Fact]
    public void Names_the_trace_it_happened_in()
    {
        using var activity = new Activity("a").SetIdFormat(ActivityIdFormat.W3C).Start();
        using (var logging = Start(new())) logging.Loggers.CreateLogger("a").LogWarning("x");
        Assert.Equal(activity.TraceId.ToString(), Lines()[0].GetProperty("trace_id").GetString());
        Assert.Equal(activity.SpanId.ToString(), Lines()[0].GetProperty("span_id").GetString());
    }

    [Fact]
    public void Lets_no_secret_through_messages_properties_or_exceptions()
    {
        _scrubber.Register("correct-horse");
        using (var logging = Start(new() { Format = LogFormat.Text }))
        {
            logging.Loggers.CreateLogger("a").LogError(
                new InvalidOperationException("tried correct-horse", new ArgumentException("Bearer abcdef")),
                "call {Header} {Authorization} {Items} {Odd}",
                "x-api-key: 12345", "token-without-shape", new[] { "sk-0123456789abcdefgh" }, new Uri("http://h/?key=9876"));
        }

        foreach (var text in (string[])[Console(), _folder.Text("penstock-20261121.log")])
        {
            foreach (var secret in (string[])["correct-horse", "abcdef", "12345", "9876", "0123456789abcdefgh"]) Assert.DoesNotContain(secret, text);
            Assert.Contains("[redacted]", text);
            Assert.Contains("ArgumentException", text);
        }

        Assert.Equal("[redacted]", Lines()[0].GetProperty("properties").GetProperty("Authorization").GetString());
    }

    [Fact]
    public void Cuts_texts_that_are_too_long_without_showing_half_a_secret()
    {
        _scrubber.Register("correct-horse");
        using (var logging = Start(new()))
        {
            logging.Loggers.CreateLogger("a").LogError("{Text}", new string('x', (16 * 1024) - 5) + "correct-horse" + new string('y', 100_000));
        }

        var message = Lines()[0].GetProperty("message").GetString()!;
        Assert.DoesNotContain("corre", message);
        Assert.Contains("more characters)", message);
        Assert.True(_folder.Text("penstock-20261121.log").Length < 40_000);
    }

    [Fact]
    public void Changes_its_level_while_it_runs_and_keeps_the_framework_quiet()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Logging:LogLevel:Default", "Critical")]).Build();
        using (var logging = Start(new()))
        {
            using var host = LoggerFactory.Create(builder => builder.AddConfiguration(configuration).AddPenstockLogging(logging));
            var ours = host.CreateLogger("Penstock.X");
            var theirs = host.CreateLogger("Microsoft.AspNetCore.Hosting");
            void Both(string message)
            {
                ours.LogInformation("{Text} ours", message);
                theirs.LogInformation("{Text} theirs", message);
                ours.LogDebug("{Text} ours in detail", message);
            }

            Both("default");
            theirs.LogWarning("a warning of theirs");
            _levels.Minimum = LogLevel.Debug;
            Assert.True(ours.IsEnabled(LogLevel.Debug));
            Both("debug");
            _levels.Minimum = LogLevel.Error;
            Both("error");
            _levels.Minimum = LogLevel.None;
            ours.LogCritical("none");
            Assert.False(ours.IsEnabled(LogLevel.Critical));
        }

        Assert.Equal(
            ["default ours", "a warning of theirs", "debug ours", "debug theirs", "debug ours in detail"],
            Lines().Select(l => l.GetProperty("message").GetString()));
    }

    [Fact]
    public void Loses_nothing_that_was_logged_before_it_ends_and_nothing_on_flush()
    {
        using var logging = Start(new() { QueueCapacity = 100_000 });
        var log = logging.Loggers.CreateLogger("a");
        Parallel.For(0, 5_000, i => log.LogInformation("{I}", i));
        logging.Flush();
        Assert.Equal(5_000, Lines().Select(l => l.GetProperty("message").GetString()).Distinct().Count());
        log.LogInformation("last");
        logging.Dispose();
        log.LogInformation("too late, and no harm");
        Assert.Equal("last", Lines()[^1].GetProperty("message").GetString());
    }

    [Fact]
    public void Never_waits_for_a_console_that_nobody_reads_and_says_how_much_was_dropped()
    {
        using var stalled = new StalledStream();
        using (var logging = Start(new() { Console = stalled, QueueCapacity = 8 }))
        {
            var log = logging.Loggers.CreateLogger("a");
            log.LogInformation("first");
            stalled.Reached.Wait(TestContext.Current.CancellationToken);
            for (var i = 0; i < 1_000; i++) log.LogInformation("{I}", i);
            log.LogError("matters");
            stalled.Release.Set();
        }

        var messages = Lines().Select(l => l.GetProperty("message").GetString()!).ToList();
        Assert.Contains("matters", messages);
        Assert.Contains("994 log records were dropped, because they came faster than they could be written", messages);
        Assert.Equal(9, messages.Count);
    }

    private PenstockLogging Start(PenstockLogOptions options) => PenstockLogging.Start(
        options with { Console = options.Console is StalledStream ? options.Console : _console, DataDirectory = _folder.Path }, _levels, _scrubber, _time);

    private string Console() => Encoding.UTF8.GetString(_console.ToArray());

    private List<JsonElement> Lines() =>
        [.. _folder.Text("penstock-20261121.log").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>A pipe whose reader is asleep until the test wakes it.</summary>
    private sealed class StalledStream : MemoryStream
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim Release { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Reached.Set();
            Release.Wait();
        }
    }
}
