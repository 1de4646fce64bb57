using System.Runtime.InteropServices;

namespace Penstock.Server.Cli;

/// <summary>Ctrl-C as a token. The first asks for an orderly end; a second ends the process.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _registration;

    public Interrupt() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    });

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _stop.Dispose();
    }
}
