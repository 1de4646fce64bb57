using Penstock.Server.Cli;
using Penstock.Server.Serving;
using Xunit;

namespace Penstock.Tests.Server.Serving;

public class LoadingNoticeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualTime _time = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public void Says_once_what_takes_longer_than_a_second()
    {
        using var notice = new LoadingNotice(() => "/nowhere/big.onnx", NewTerminal(isTerminal: false));
        _time.Advance(0.9 * Second);
        Assert.Empty(_error.ToString());
        _time.Advance(3 * Second);
        Assert.Equal("loading big.onnx (?) …\n", _error.ToString());
    }

    [Fact]
    public void Counts_the_seconds_on_a_terminal_and_ends_its_line()
    {
        using (new LoadingNotice(() => "/nowhere/big.onnx", NewTerminal(isTerminal: true)))
        {
            _time.Advance(2 * Second);
        }

        Assert.Equal("\rloading big.onnx (?) … 1 s\rloading big.onnx (?) … 2 s\n", _error.ToString());
        _time.Advance(Second);
        Assert.EndsWith("2 s\n", _error.ToString());
    }

    [Fact]
    public void Says_nothing_while_nothing_is_loaded()
    {
        using (new LoadingNotice(() => null, NewTerminal(isTerminal: true)))
        {
            _time.Advance(5 * Second);
        }

        Assert.Empty(_error.ToString());
    }

    private Terminal NewTerminal(bool isTerminal) => new()
    {
        Out = TextWriter.Null,
        Output = Stream.Null,
        Error = _error,
        Input = () => Stream.Null,
        Variables = new Dictionary<string, string>(),
        Time = _time,
        ErrorIsTerminal = isTerminal,
    };
}
