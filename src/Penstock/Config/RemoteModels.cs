using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Files;

namespace Penstock.Config;

/// <summary>The files of models that are named by an https or S3 address: fetched, or found in the data folder, before a catalogue is built.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="time">The clock.</param>
internal sealed class RemoteModels(string folder, TimeProvider time)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private readonly HttpMessageInvoker _http = ProviderHttp.Create(ConnectTimeout, traced: false);
    private (ModelFilesOptions? Options, ModelFiles? Files) _files;
    private Dictionary<string, (string? Path, string? Error)> _fetched = [];

    /// <summary>Where model files from elsewhere are kept.</summary>
    public static string FolderOf(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), "models");

    /// <summary>What turns a reference into a local path, under a configuration. While nothing about it changes it remembers which files it has checked.</summary>
    public ModelFiles Files(PenstockConfig config)
    {
        var options = new ModelFilesOptions
        {
            Folder = FolderOf(folder),
            MaxBytes = config.Onnx.MaxModelBytes,
            Total = config.Onnx.DownloadTimeout,
            S3 = new S3Options
            {
                Endpoint = config.S3.Endpoint,
                Region = config.S3.Region,
                AccessKey = config.S3.AccessKey?.Reveal(),
                SecretKey = config.S3.SecretKey?.Reveal(),
                SessionToken = config.S3.SessionToken?.Reveal(),
            },
        };
        if (options != _files.Options)
        {
            _files = (options, new ModelFiles(options, _http, time));
        }

        return _files.Files!;
    }

    /// <summary>Fetches what is not there yet, and holds every pinned file against its digest.</summary>
    public async Task RefreshAsync(PenstockConfig config, CancellationToken ct)
    {
        var files = Files(config);
        OnnxModelConfig[] models = [.. config.Models.Values.OfType<OnnxModelConfig>().Where(model => model.Sha256 is not null)];
        var fetched = await Task.WhenAll(models.Select(model => files.FetchAsync(model.Reference, ct).AsTask()));
        _fetched = models.Zip(fetched).ToDictionary(pair => pair.First.Id, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>A model's local file, or why there is none.</summary>
    public (string? Path, string? Error) Of(OnnxModelConfig model) =>
        model.Sha256 is null ? (model.File, null) : _fetched.TryGetValue(model.Id, out var fetched) ? fetched : (null, "the file was not asked for yet");
}
