using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Penstock.Gateways.Files;

/// <summary>Downloads one file, once: bounded, hashed while it comes, nothing of it kept unless all of it is right.</summary>
internal sealed partial class ModelDownload(ModelFilesOptions options, HttpMessageInvoker http, TimeProvider time)
{
    private const int MostRedirects = 5;
    private const int PieceBytes = 128 * 1024;
    private const int LongestComplaint = 4096;

    /// <summary>Fetches a file into a place of its own; the error is a sentence without its full stop.</summary>
    public async Task<string?> FetchAsync(ModelReference reference, string path, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(options.Total, time);
        using var idle = new CancellationTokenSource(options.Idle, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token, idle.Token);
        var part = path + ".part";
        try
        {
            var (answer, error) = await AskAsync(reference, any.Token);
            using (answer)
            {
                error ??= await SaveAsync(reference, answer!, part, idle, any.Token);
            }

            if (error is null)
            {
                File.Move(part, path, overwrite: true);
            }

            return error;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && (late.IsCancellationRequested || idle.IsCancellationRequested))
        {
            return late.IsCancellationRequested
                ? $"{reference.Shown} did not come within {Seconds(options.Total)}"
                : $"{reference.Shown}: the other side said nothing for {Seconds(options.Idle)}";
        }
        catch (HttpRequestException exception)
        {
            return $"{reference.Shown} could not be fetched ({exception.HttpRequestError})";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"{reference.Shown} could not be fetched (ConnectTimeout)";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{reference.Shown} could not be saved: {exception.Message.TrimEnd('.')}";
        }
        finally
        {
            Delete(part);
        }
    }

    // Redirects are followed where nothing of ours is sent along: the digest says what must come. Never from https to http.
    private async Task<(HttpResponseMessage? Answer, string? Error)> AskAsync(ModelReference reference, CancellationToken ct)
    {
        var isS3 = reference.Address.Scheme == "s3";
        var address = reference.Address;
        if (await options.S3.NowAsync(ct) is not { } s3)
        {
            return (null, $"{reference.Shown} could not be asked for: the key of s3 cannot be had from its store");
        }

        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var message = isS3 ? S3Request.Get(s3, address, time.GetUtcNow()) : new HttpRequestMessage(HttpMethod.Get, address);
            var answer = await http.SendAsync(message, ct);
            if (answer.IsSuccessStatusCode)
            {
                return (answer, null);
            }

            using (answer)
            {
                var location = answer.Headers.Location;
                if (isS3 || (int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || location is null)
                {
                    return (null, await ComplaintAsync(reference, answer, ct));
                }

                var next = new Uri(address, location);
                if (next.Scheme != Uri.UriSchemeHttps && next.Scheme != address.Scheme)
                {
                    return (null, $"{reference.Shown} leads from {address.Scheme} to {next.Scheme}, which is not followed");
                }

                address = next;
            }
        }

        return (null, $"{reference.Shown} leads on more than {MostRedirects} times");
    }

    private async Task<string?> SaveAsync(ModelReference reference, HttpResponseMessage answer, string part, CancellationTokenSource idle, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentLength > options.MaxBytes)
        {
            return TooLarge(reference);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[PieceBytes];
        var length = 0L;
        await using (var body = await answer.Content.ReadAsStreamAsync(ct))
        await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
        {
            while (await ReadAsync(body, buffer, ct) is > 0 and var read)
            {
                idle.CancelAfter(options.Idle);
                length += read;
                if (length > options.MaxBytes)
                {
                    return TooLarge(reference);
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            // The name says that the file is whole: it must be, after a power cut too.
            file.Flush(flushToDisk: true);
        }

        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        return digest == reference.Sha256 ? null : Mismatch(reference, digest);
    }

    // What breaks off on the way is another trouble than a disk that is full.
    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken ct)
    {
        try
        {
            return await body.ReadAsync(buffer, ct);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, exception.Message, exception);
        }
    }

    /// <summary>The error of a file that is another than the pinned one.</summary>
    public static string Mismatch(ModelReference reference, string digest) =>
        $"{reference.Shown} has the digest sha256 {digest}, but {reference.Sha256} is pinned";

    private static async Task<string> ComplaintAsync(ModelReference reference, HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        if (reference.Address.Scheme != "s3")
        {
            return $"{reference.Shown} was answered with {status}";
        }

        // S3 says in a word what is wrong: AccessDenied, NoSuchKey, SignatureDoesNotMatch.
        var buffer = new byte[LongestComplaint];
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        var word = Word().Match(Encoding.UTF8.GetString(buffer, 0, read));
        var hint = answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect ? "; check s3.region" : "";
        return $"{reference.Shown} was answered with {status}{(word.Success ? $" ({word.Groups[1].Value})" : "")}{hint}";
    }

    private string TooLarge(ModelReference reference) =>
        $"{reference.Shown} is larger than max_model_bytes, {options.MaxBytes.ToString(CultureInfo.InvariantCulture)}";

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");

    private static void Delete(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next attempt overwrites it.
        }
    }

    [GeneratedRegex("<Code>([A-Za-z0-9.]{1,60})</Code>", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
