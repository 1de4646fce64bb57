using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Files;
using Penstock.Secrets;

namespace Penstock.Config;

/// <summary>The files of models that are named by an https or S3 address: fetched, or found in the data folder.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="time">The clock.</param>
/// <param name="book">Where secrets are that are in stores; null where nothing is fetched.</param>
internal sealed class RemoteModels(string folder, TimeProvider time, SecretBook? book = null)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private readonly HttpMessageInvoker _http = ProviderHttp.Create(ConnectTimeout, traced: false);
    private (ModelFilesOptions? Options, ModelFiles? Files) _files;

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
                Live = book is not null && config.S3 is { AccessKey: { } key, SecretKey: { } secret } ? (key.In(book), secret.In(book), config.S3.SessionToken?.In(book)) : null,
            },
        };
        if (options != _files.Options)
        {
            _files = (options, new ModelFiles(options, _http, time));
        }

        return _files.Files!;
    }

    /// <summary>Fetches from now on as a configuration says.</summary>
    public void Use(PenstockConfig config) => Files(config);

    /// <summary>A file's path on this machine, once it is here and held against its digest; or why it is not.</summary>
    public ValueTask<(string? Path, string? Error)> FetchAsync(ModelReference reference, CancellationToken ct) =>
        _files.Files is { } files ? files.FetchAsync(reference, ct) : throw new InvalidOperationException("Nobody said yet how files are fetched.");
}
