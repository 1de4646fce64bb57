using Penstock.Dialects.JsonService;
using Penstock.Gateways.Engines.Providers;

namespace Penstock.Gateways.Engines.Services;

/// <summary>Reads one OpenAPI document.</summary>
internal static class DocumentFetch
{
    /// <summary>The document, or what is wrong with it.</summary>
    public static async Task<Description<OpenApiDocument>> ReadAsync(ServiceSource source, CancellationToken ct)
    {
        var (bytes, problem) = source.IsFile ? await ReadFileAsync(source.Address.LocalPath, ct) : await GetAsync(source, ct);
        if (bytes is null)
        {
            return new Description<OpenApiDocument>(null, problem);
        }

        var (document, fault) = OpenApiDocument.Parse(bytes);
        return new Description<OpenApiDocument>(document, fault is null ? null : $"{source.What} {fault}");
    }

    private static async Task<(byte[]? Bytes, string? Problem)> GetAsync(ServiceSource source, CancellationToken ct)
    {
        // Another host than the service's gets none of its credentials.
        var own = Uri.Compare(source.Address, source.Provider.BaseAddress, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        var options = own ? source.Provider : new ProviderOptions { Traits = source.Provider.Traits, BaseAddress = source.Address };
        var (sent, refused) = await ProviderExchange.SendAsync(
            options, source.Http, (options, source.Address), static of => ProviderExchange.Request(HttpMethod.Get, of.Address, null, of.options, "application/json"), ct);
        using var answer = sent;
        if (answer is null)
        {
            return (null, $"{source.What} was not asked for: {refused!.Message.TrimEnd('.')}");
        }

        if (!answer.IsSuccessStatusCode)
        {
            return (null, $"{source.What} was answered with {(int)answer.StatusCode}");
        }

        using var body = await ProviderExchange.ReadBodyAsync(null, answer, OpenApiDocument.Longest, ct);
        return body is null ? (null, TooLong(source.What)) : (body.Memory.ToArray(), null);
    }

    private static async Task<(byte[]? Bytes, string? Problem)> ReadFileAsync(string file, CancellationToken ct)
    {
        try
        {
            return new FileInfo(file).Length > OpenApiDocument.Longest ? (null, TooLong($"the file '{Path.GetFileName(file)}'")) : (await File.ReadAllBytesAsync(file, ct), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"the file '{Path.GetFileName(file)}' cannot be read: {exception.Message.TrimEnd('.')}");
        }
    }

    private static string TooLong(string what) => $"{what} is larger than {OpenApiDocument.Longest / 1024 / 1024} MiB";
}
