using Penstock.Gateways.Storage;
using Penstock.Pipeline.Ledger;

namespace Penstock.Tests.Gateways.Storage;

/// <summary>A storage in a temporary folder, which can be closed and opened again.</summary>
internal sealed class StorageUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private LocalStorage? _open;

    public ListLogger Log { get; } = new();

    public string Data => _temporary["data"];

    public LocalStorage Open => _open!;

    public ILedger Ledger => Open.Ledger;

    public ICallStore Calls => Open.Calls;

    public static async Task<StorageUnderTest> OpenAsync()
    {
        var storage = new StorageUnderTest();
        await storage.StartAsync();
        return storage;
    }

    public async Task StartAsync() =>
        _open = await LocalStorage.OpenAsync(Data, null, TimeProvider.System, new Random(1), Log, CancellationToken.None);

    public async Task StopAsync()
    {
        if (_open is not null)
        {
            await _open.DisposeAsync();
            _open = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _temporary.Dispose();
    }
}
