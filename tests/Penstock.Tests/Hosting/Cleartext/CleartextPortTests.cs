using System.Net;
using System.Net.Sockets;
using System.Text;
using Penstock.Hosting.Cleartext;
using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Hosting.Cleartext;

public sealed class CleartextPortTests
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_web_server_can_be_told() => Assert.True(ConnectionProtocols.Available);

    [Fact]
    public async Task Both_versions_are_served_on_one_port_at_once()
    {
        await using var penstock = await PenstockServer.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AskAsync(penstock, i % 2 == 0 ? HttpVersion.Version11 : HttpVersion.Version20)));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, answer.Asked), (answer.Status, answer.Answered)));
    }

    [Fact]
    public async Task A_preface_may_drip()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var connection = await Http2Connection.OpenAsync(penstock.Address);

        foreach (var letter in Preface)
        {
            await connection.SendAsync([(byte)letter]);
        }

        await connection.SendAsync(Http2Connection.Frame(4, 0, 0, []));
        Assert.Equal(4, (await connection.ReadAsync(Ct))!.Value.Type);
    }

    [Theory]
    [InlineData("PROPFIND / HTTP/1.1\r\nhost: x\r\n\r\n")]
    [InlineData("PRI * HTTP/1.1\r\nhost: x\r\n\r\n")]
    public async Task What_only_begins_like_a_preface_is_http_1(string text)
    {
        await using var penstock = await PenstockServer.StartAsync();

        var (status, _, _) = await RawConnection.AskAsync(penstock.Address, text);

        Assert.InRange(status ?? 0, 400, 505);
    }

    [Fact]
    public async Task A_request_that_drips_is_answered()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var connection = await RawConnection.OpenAsync(penstock.Address);

        foreach (var letter in "PUT /livez HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        {
            await connection.SendAsync(letter.ToString());
        }

        Assert.Equal(405, (await connection.ReadAsync()).Status);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_does_not_hold_up_the_end()
    {
        var penstock = await PenstockServer.StartAsync();
        using var silent = new TcpClient();
        using var half = new TcpClient();
        await silent.ConnectAsync(penstock.Address.Host, penstock.Address.Port, Ct);
        await half.ConnectAsync(penstock.Address.Host, penstock.Address.Port, Ct);
        await half.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Preface[..10]), Ct);

        await penstock.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct);

        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1], Ct));
    }

    [Fact]
    public async Task A_cut_stream_says_so_and_is_reset_on_http_2()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(
            $$"""
            providers: { up: { dialect: openai, base_url: "{{upstream.BaseAddress}}v1", api_key: sk-upstream-0123456789, retry: { attempts: 1 }, headers: { x-upstream-fault: "cut:3" } } }
            models: { chat: { targets: [ { provider: up, model: "synthetic:stream:20:200" } ] } }
            """);

        for (var i = 0; i < 20; i++)
        {
            using var connection = await Http2Connection.OpenAsync(penstock.Address);
            var (data, reset) = await connection.AskAsync("/v1/chat/completions", PenstockServer.AdminKey, """{"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}""", Ct);

            Assert.True(data.Contains("provider_cut", StringComparison.Ordinal), $"{i}: {data} reset {reset}");
            Assert.DoesNotContain("[DONE]", data, StringComparison.Ordinal);
            Assert.NotNull(reset);
            Assert.NotEqual(0u, reset);
        }
    }

    private static async Task<(HttpStatusCode Status, Version Asked, Version Answered)> AskAsync(PenstockServer penstock, Version version)
    {
        using var client = penstock.NewClient(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "livez") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request, Ct);
        return (answer.StatusCode, version, answer.Version);
    }
}
