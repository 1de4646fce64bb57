using Microsoft.Extensions.Logging;
using Penstock.Gateways.Telemetry.Logs;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Logs;

public sealed class RollingLogFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Begins_a_new_file_each_day_and_when_one_is_full()
    {
        using (var file = new RollingLogFile(_folder.Logs, maxBytes: 8, keep: 14))
        {
            Write(file, 21, "1234\n");
            Write(file, 21, "567\n");
            Write(file, 21, "89\n");
            Write(file, 22, "a\n");
            Write(file, 21, "late\n");
            Write(file, 22, "longer than a file may be\n");
        }

        Assert.Equal(["penstock-20261121-1.log", "penstock-20261121.log", "penstock-20261122-1.log", "penstock-20261122.log"], _folder.Files());
        Assert.Equal("1234\n", _folder.Text("penstock-20261121.log"));
        Assert.Equal("567\n89\n", _folder.Text("penstock-20261121-1.log"));
        Assert.Equal("a\nlate\n", _folder.Text("penstock-20261122.log"));
    }

    [Fact]
    public void Goes_on_where_an_earlier_process_stopped_and_ends_its_torn_line()
    {
        _folder.Write("penstock-20261121.log", "full full full\n");
        _folder.Write("penstock-20261121-9.log", "a\n");
        _folder.Write("penstock-20261121-10.log", "to");
        using (var file = new RollingLogFile(_folder.Logs, maxBytes: 10, keep: 14)) Write(file, 21, "b\n");
        Assert.Equal("to\nb\n", _folder.Text("penstock-20261121-10.log"));
        using (var file = new RollingLogFile(_folder.Logs, maxBytes: 5, keep: 14)) Write(file, 21, "c\n");
        Assert.Equal("c\n", _folder.Text("penstock-20261121-11.log"));
    }

    [Fact]
    public void Deletes_the_oldest_and_touches_no_other_file()
    {
        _folder.Write("penstock-notes.log", "mine");
        _folder.Write("other.log", "mine");
        using (var file = new RollingLogFile(_folder.Logs, maxBytes: 100, keep: 2))
        {
            for (var day = 1; day <= 4; day++) Write(file, day, "x\n");
        }

        Assert.Equal(["other.log", "penstock-20261103.log", "penstock-20261104.log", "penstock-notes.log"], _folder.Files());
    }

    [Fact]
    public void Survives_a_disk_that_fails_says_so_once_and_what_was_lost_when_it_works_again()
    {
        File.WriteAllText(_folder.Logs, "a file where the folder should be");
        using var file = new RollingLogFile(_folder.Logs, maxBytes: 100, keep: 2);
        Write(file, 21, "1\n");
        Write(file, 21, "2\n");
        file.Flush();
        Assert.Contains("cannot be written", file.TakeTrouble());
        Assert.Null(file.TakeTrouble());
        Write(file, 21, "3\n");
        file.Flush();
        Assert.Null(file.TakeTrouble());

        File.Delete(_folder.Logs);
        Write(file, 21, "4\n");
        file.Flush();
        Assert.Contains("3 lines were lost", file.TakeTrouble());
        Assert.Null(file.TakeTrouble());
        Assert.Equal("4\n", _folder.Text("penstock-20261121.log"));
    }

    private static void Write(RollingLogFile file, int day, string json) => file.Write(
        new LogLine { Time = new DateTimeOffset(2026, 11, day, 12, 0, 0, TimeSpan.Zero), Level = LogLevel.Information, Category = "c", Message = "m" },
        System.Text.Encoding.UTF8.GetBytes(json));
}
