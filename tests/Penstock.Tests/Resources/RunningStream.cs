using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Penstock.Tests.Resources;

/// <summary>A streamed chat whose first event has come.</summary>
internal sealed class RunningStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private RunningStream(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    public string CallId => Assert.Single(_response.Headers.GetValues("x-penstock-call-id"));

    public static async Task<RunningStream> StartAsync(HttpClient client, string model)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions");
        request.Content = new StringContent(HouseFixture.Chat(model, ""","stream":true"""), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.StartsWith("data: {", await reader.ReadLineAsync());
        return new RunningStream(response, reader);
    }

    /// <summary>Everything that still comes, and whether it ended as HTTP wants.</summary>
    public async Task<(string Text, bool Clean)> ReadToEndAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        var rest = new StringBuilder();
        try
        {
            while (await _reader.ReadLineAsync(deadline.Token) is { } line)
            {
                rest.AppendLine(line);
            }

            return (rest.ToString(), true);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return (rest.ToString(), false);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
