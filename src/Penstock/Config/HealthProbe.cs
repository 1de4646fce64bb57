using System.Net;

namespace Penstock.Config;

/// <summary>Asks a server on this machine whether it takes calls.</summary>
internal static class HealthProbe
{
    /// <summary>How long the server may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The address of <c>/readyz</c> of the server that was started with these settings, or what keeps it from being known.</summary>
    public static (Uri? Address, string? Mistake) AddressOf(ServerArguments arguments, IReadOnlyDictionary<string, string> variables)
    {
        var environment = arguments.Apply(variables);
        var reading = arguments.ConfigFile is { } file ? ConfigReader.ReadFile(file, environment) : ConfigReader.Read(null, "penstock.yaml", environment);
        if (reading.Config is null && arguments.ConfigFile is not null)
        {
            // A running server that meets a bad file keeps the old one. It is not ill, so ask where it is without the file.
            reading = ConfigReader.Read(null, "penstock.yaml", environment);
        }
        if (reading.Config is not { } config)
        {
            return (null, reading.Format());
        }

        var listen = config.Server.Listen[0];
        if (listen.Port == 0)
        {
            return (null, "server.listen takes any free port, so there is no address to ask. Name a port.");
        }

        // "Any address" is one to listen on, not one to call.
        var host = IPAddress.TryParse(listen.Host, out var ip)
            ? ip.Equals(IPAddress.Any) ? "127.0.0.1" : ip.Equals(IPAddress.IPv6Any) ? "::1" : listen.Host
            : listen.Host;
        return (new UriBuilder(Uri.UriSchemeHttp, host, listen.Port, "/readyz").Uri, null);
    }

    /// <summary>Null when it takes calls, else what was answered or what went wrong.</summary>
    public static async Task<string?> AskAsync(Uri address, HttpMessageHandler handler, TimeProvider time)
    {
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var stop = new CancellationTokenSource(Patience, time);
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return answer.StatusCode == HttpStatusCode.OK ? null : $"{address} answers {(int)answer.StatusCode}: not ready.";
        }
        catch (HttpRequestException problem)
        {
            return $"{address} does not answer: {problem.Message}";
        }
        catch (OperationCanceledException)
        {
            return $"{address} does not answer within {Patience.TotalSeconds:0} seconds.";
        }
    }
}
