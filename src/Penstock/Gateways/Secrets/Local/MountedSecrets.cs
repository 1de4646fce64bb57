using System.Text;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Local;

/// <summary>A folder of files as a store, one secret a file: what Kubernetes and Docker mount. Files that are replaced are read anew.</summary>
/// <param name="name">The store's name.</param>
/// <param name="folder">The folder.</param>
internal sealed class MountedSecrets(string name, string folder) : ISecretStore
{
    /// <summary>Where Docker and Podman mount secrets, and where Kubernetes may be told to.</summary>
    public const string UsualFolder = "/run/secrets";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct)
    {
        var what = $"'{path}' of the secret store '{name}'";

        // A reference has no `..`; the files may be links, as Kubernetes makes them.
        var file = Path.GetFullPath(Path.Combine(folder, path));
        if (Path.IsPathRooted(path) || !file.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return SecretReading.Not(SecretFaultKind.NotFound, $"The secret {what} is not below the store's folder.");
        }

        try
        {
            await using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous });
            if (stream.Length > SecretField.Longest)
            {
                return SecretReading.Not(SecretFaultKind.Unreadable, $"The file of the secret {what} is larger than {SecretField.Longest} bytes.");
            }

            using var reader = new StreamReader(stream, Strict, detectEncodingFromByteOrderMarks: false);

            // Editors and shells end a file with a line end, which is not a part of the secret.
            return SecretField.Of((await reader.ReadToEndAsync(ct)).TrimStart((char)0xFEFF).TrimEnd('\r', '\n'), field, what);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return SecretReading.Not(SecretFaultKind.NotFound, $"There is no file for the secret {what}. Mount it, or correct secrets.stores.{name}.path.");
        }
        catch (DecoderFallbackException)
        {
            return SecretReading.Not(SecretFaultKind.Unreadable, $"The file of the secret {what} is not UTF-8 text.");
        }
        catch (UnauthorizedAccessException)
        {
            return SecretReading.Not(SecretFaultKind.Refused, $"This user may not read the file of the secret {what}.");
        }
        catch (IOException exception)
        {
            return SecretReading.Not(SecretFaultKind.Unavailable, $"The file of the secret {what} cannot be read ({exception.GetType().Name}).");
        }
    }
}
