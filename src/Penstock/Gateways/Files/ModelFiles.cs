using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Penstock.Gateways.Files;

/// <summary>
/// Turns a reference to a model file into a local path. What comes from https or S3 is pinned by its digest, downloaded once, kept
/// under the digest's name, and checked again when a process first uses it.
/// </summary>
internal sealed class ModelFiles(ModelFilesOptions options, HttpMessageInvoker http, TimeProvider time)
{
    private readonly ModelDownload _download = new(options, http, time);

    // By digest: two models of one file wait for one download. The value says whether the file was checked in this process.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    /// <summary>The file's local path, or why there is none: a sentence without its full stop, and without a secret.</summary>
    public async ValueTask<(string? Path, string? Error)> FetchAsync(ModelReference reference, CancellationToken ct)
    {
        if (reference.Address.IsFile)
        {
            return await LocalAsync(reference, ct);
        }

        if (reference.Sha256 is not { } digest)
        {
            return (null, $"{reference.Shown} has no digest: add sha256, so that nobody can put another file there");
        }

        var path = Path.Combine(options.Folder, digest + ".onnx");
        var gate = _gates.GetOrAdd(digest, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(ct);
        try
        {
            if (File.Exists(path) && (_checked.ContainsKey(digest) || await DigestAsync(path, ct) == digest))
            {
                _checked[digest] = true;
                return (path, null);
            }

            CreateFolder(options.Folder);
            if (await _download.FetchAsync(reference, path, ct) is { } error)
            {
                return (null, error);
            }

            _checked[digest] = true;
            return (path, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"{reference.Shown} could not be kept in {options.Folder}: {exception.Message.TrimEnd('.')}");
        }
        finally
        {
            gate.Release();
        }
    }

    private static async ValueTask<(string? Path, string? Error)> LocalAsync(ModelReference reference, CancellationToken ct)
    {
        var path = reference.Address.LocalPath;
        try
        {
            if (!File.Exists(path))
            {
                return (null, $"the file '{path}' does not exist");
            }

            return reference.Sha256 is { } pinned && await DigestAsync(path, ct) is var digest && digest != pinned
                ? (null, ModelDownload.Mismatch(reference, digest))
                : (path, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"the file '{path}' cannot be read: {exception.Message.TrimEnd('.')}");
        }
    }

    private static async Task<string> DigestAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
