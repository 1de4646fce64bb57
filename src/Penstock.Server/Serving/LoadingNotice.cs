using System.Globalization;
using Penstock.Server.Cli;

namespace Penstock.Server.Serving;

/// <summary>Says which model is being loaded when that takes more than a second: once for each, and on a terminal with the seconds.</summary>
internal sealed class LoadingNotice : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private readonly Func<string?> _loading;
    private readonly Terminal _terminal;
    private readonly Lock _gate = new();
    private readonly long _begun;
    private readonly ITimer _timer;
    private string? _said;
    private bool _ended;

    public LoadingNotice(Func<string?> loading, Terminal terminal)
    {
        (_loading, _terminal, _begun) = (loading, terminal, terminal.Time.GetTimestamp());
        _timer = terminal.Time.CreateTimer(_ => Say(), null, Pace, Pace);
    }

    /// <summary>Everything is loaded, or nothing will be.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            if (_said is not null && _terminal.ErrorIsTerminal && !_ended)
            {
                _terminal.Error.WriteLine();
            }

            _ended = true;
        }
    }

    private void Say()
    {
        lock (_gate)
        {
            if (_ended || _loading() is not { } file)
            {
                return;
            }

            var what = $"loading {Path.GetFileName(file)} ({Size(new FileInfo(file))}) …";
            if (_terminal.ErrorIsTerminal)
            {
                _terminal.Error.Write($"{(_said is null || _said == file ? "\r" : "\n")}{what} {_terminal.Time.GetElapsedTime(_begun).TotalSeconds:0} s");
            }
            else if (_said != file)
            {
                _terminal.Error.WriteLine(what);
            }

            _said = file;
        }
    }

    private static string Size(FileInfo file) => file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length / 1048576.0:0.0} MiB") : "?";
}
