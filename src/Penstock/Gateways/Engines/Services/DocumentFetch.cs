using Penstock.Dialects.JsonService;
using Penstock.Gateways.Engines.Providers;

namespace Penstock.Gateways.Engines.Services;

/// <summary>Fetches one document, once.</summary>
internal static class DocumentFetch
{
    /// <summary>How long a document may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The document, or why there is none, in a sentence without its full stop.</summary>
    public static async Task<ServiceDocument> FetchAsync(ServiceSource source, TimeProvider time, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            var (bytes, problem) = source.Address.IsFile ? await ReadAsync(source.Address.LocalPath, either.Token) : await GetAsync(source, either.Token);
            if (bytes is null)
            {
                return new ServiceDocument(null, problem);
            }

            var (document, fault) = OpenApiDocument.Parse(bytes);
            return new ServiceDocument(document, fault is null ? null : $"the OpenAPI document of '{source.Provider.Name}' {fault}");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new ServiceDocument(null, $"the OpenAPI document of '{source.Provider.Name}' did not come within {Patience.TotalSeconds:0} s");
        }
        catch (Exception exception) when (ProviderExchange.IsOfTheWay(exception, ct))
        {
            return new ServiceDocument(null, $"the OpenAPI document of '{source.Provider.Name}' could not be fetched ({ProviderExchange.Reason(exception)})");
        }
    }

    private static async Task<(byte[]? Bytes, string? Problem)> GetAsync(ServiceSource source, CancellationToken ct)
    {
        // Another host than the service's gets none of its credentials.
        var own = Uri.Compare(source.Address, source.Provider.BaseAddress, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        var options = own ? source.Provider : new ProviderOptions { Name = source.Provider.Name, BaseAddress = source.Address };
        using var message = ProviderExchange.Request(HttpMethod.Get, source.Address, null, options, "application/json");
        using var answer = await source.Http.SendAsync(message, ct);
        if (!answer.IsSuccessStatusCode)
        {
            return (null, $"the OpenAPI document of '{source.Provider.Name}' was answered with {(int)answer.StatusCode}");
        }

        using var body = await ProviderExchange.ReadBodyAsync(null, answer, OpenApiDocument.Longest, ct);
        return body is null ? (null, TooLong(source.Provider.Name)) : (body.Memory.ToArray(), null);
    }

    private static async Task<(byte[]? Bytes, string? Problem)> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            return new FileInfo(file).Length > OpenApiDocument.Longest ? (null, TooLong(Path.GetFileName(file))) : (await File.ReadAllBytesAsync(file, ct), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"the file '{Path.GetFileName(file)}' cannot be read: {exception.Message.TrimEnd('.')}");
        }
    }

    private static string TooLong(string name) => $"the OpenAPI document of '{name}' is larger than {OpenApiDocument.Longest / 1024 / 1024} MiB";
}
