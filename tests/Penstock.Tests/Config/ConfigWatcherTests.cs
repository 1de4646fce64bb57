using System.Threading.Channels;
using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public sealed class ConfigWatcherTests : IDisposable
{
    private const string Before = "logging: { level: info }";
    private const string After = "logging: { level: debug }";
    private static readonly Dictionary<string, string> s_none = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penstock-watch-");
    private readonly ManualTime _time = new();
    private readonly Channel<ConfigReading> _readings = Channel.CreateUnbounded<ConfigReading>();
    private int _date = 1;

    private string File => Path.Combine(_folder.FullName, "penstock.yaml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_changed_file_is_read_once()
    {
        Write(File, Before);
        await using var watcher = Watch(Before);
        Write(File, After);
        Assert.Equal(LoggingLevel.Debug, (await NextAsync()).Config!.Logging.Level);
        Write(File, Before);
        Assert.Equal(LoggingLevel.Info, (await NextAsync()).Config!.Logging.Level);
        Assert.False(_readings.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_bad_file_gives_its_mistakes_and_a_good_one_then_counts()
    {
        Write(File, Before);
        await using var watcher = Watch(Before);
        Write(File, "logging: { level: loud }");
        var bad = await NextAsync();
        Assert.Null(bad.Config);
        Assert.Equal("logging.level", Assert.Single(bad.Mistakes).Path);
        Write(File, After);
        Assert.NotNull((await NextAsync()).Config);
    }

    [Fact]
    public async Task The_same_text_is_no_change()
    {
        Write(File, Before);
        await using var watcher = Watch(Before);
        Write(File, Before); // touched only
        await LooksAsync(5);
        Write(File, After);
        Assert.Equal(After, (await NextAsync()).Text);
    }

    [Fact]
    public async Task A_file_that_an_editor_replaces_is_seen()
    {
        Write(File, Before);
        await using var watcher = Watch(Before);
        var other = Path.Combine(_folder.FullName, "new");
        Write(other, After);
        System.IO.File.Move(other, File, overwrite: true);
        Assert.Equal(After, (await NextAsync()).Text);
    }

    [Fact]
    public async Task A_swapped_folder_link_as_in_Kubernetes_is_seen()
    {
        var (one, two) = (_folder.CreateSubdirectory("..1"), _folder.CreateSubdirectory("..2"));
        Write(Path.Combine(one.FullName, "penstock.yaml"), Before);
        Write(Path.Combine(two.FullName, "penstock.yaml"), After);
        var link = Path.Combine(_folder.FullName, "..data");
        Directory.CreateSymbolicLink(link, "..1");
        System.IO.File.CreateSymbolicLink(File, Path.Combine("..data", "penstock.yaml"));
        await using var watcher = Watch(Before);
        await LooksAsync(4);
        Directory.Delete(link); // the link, not what it points to
        Directory.CreateSymbolicLink(link, "..2");
        Assert.Equal(After, (await NextAsync()).Text);
    }

    [Fact]
    public async Task A_file_that_goes_is_a_mistake_and_one_that_comes_back_unchanged_is_news()
    {
        Write(File, Before);
        await using var watcher = Watch(Before);
        System.IO.File.Delete(File);
        Assert.Contains("does not exist", Assert.Single((await NextAsync()).Mistakes).What);
        Write(File, Before);
        Assert.Equal(Before, (await NextAsync()).Text);
    }

    [Fact]
    public async Task The_system_s_notices_do_not_disturb()
    {
        Write(File, Before);
        await using var watcher = new ConfigWatcher(File, Before, s_none, (reading, _) => _readings.Writer.WriteAsync(reading, CancellationToken.None), _time);
        Write(File, After);
        Assert.Equal(After, (await NextAsync()).Text);
    }

    [Fact]
    public async Task Ends_at_once_when_the_folder_does_not_exist()
    {
        var watcher = new ConfigWatcher(Path.Combine(_folder.FullName, "no", "p.yaml"), null, s_none, (_, _) => ValueTask.CompletedTask, _time);
        await watcher.DisposeAsync();
    }

    private ConfigWatcher Watch(string current) =>
        new(File, current, s_none, (reading, _) => _readings.Writer.WriteAsync(reading, CancellationToken.None), _time, useNotices: false);

    /// <summary>Each write has its own time, whatever the file system's clock says.</summary>
    private void Write(string file, string text)
    {
        System.IO.File.WriteAllText(file, text);
        System.IO.File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, _date++, DateTimeKind.Utc));
    }

    private async Task LooksAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _time.Advance(ConfigWatcher.PollPeriod);
            await Task.Yield();
        }
        Assert.False(_readings.Reader.TryRead(out _));
    }

    /// <summary>Moves time on until the watcher has news.</summary>
    private async Task<ConfigReading> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        ConfigReading? reading;
        while (!_readings.Reader.TryRead(out reading))
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(ConfigWatcher.SettlePeriod);
            await Task.Yield();
        }
        return reading;
    }
}
