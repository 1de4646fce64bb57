using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Penstock.Tests.Resources;

/// <summary>Header and address nonsense that no HTTP client would send: a 4xx or a closed connection, and the process unharmed.</summary>
public sealed class RawRequestTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    private const string Auth = "Authorization: Bearer " + PenstockServer.AdminKey + "\r\n";
    private const string Json = "Content-Type: application/json\r\n";

    public static TheoryData<string> Nonsense =>
    [
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/models/%zz%2 HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /models/% HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /models/%ff%fe%c0%af HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /models/%ED%A0%80 HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /v1/models/a%00b HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /v1/models/a\0b HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /v1/models/a%0d%0aSet-Cookie:%20x HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /v1/models/\u00e9\u00ff HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /models/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /models/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET //models//chat HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /%6dodels/chat%3Fx HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /models/chat?%zz=%&&&=&a=%00 HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /api/v1/keys?%zz=%00&limit=%ff HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /v1/models?key=%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /" + new string('a', 100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /models/" + new string('a', 7_000) + " HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET /models/" + string.Concat(Enumerable.Repeat("a/", 3_000)) + " HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET http://x/v1/models HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET http://x/models/%zz HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "GET ftp://x HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n" + Auth + "\r\n",
        "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n",
        "GET models HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET  /models HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /models\r\n\r\n",
        "G\u00cbT /models HTTP/1.1\r\nHost: x\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n",
        "GET /models HTTP/1.1\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n" + Auth + Auth + "\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u00e9\u00ff\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\0b\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + new string('k', 20_000) + "\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n" + Auth + "X-Big: " + new string('k', 100_000) + "\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"X-{i}: 1\r\n")) + "\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n" + Auth + "Accept: \u00e9;;;q=x,,,/\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n" + Auth + "Accept: text/html\r\nAccept: application/json\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n" + Auth + "Origin: \u00ff\u00fe\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n" + Auth + "traceparent: \u00ff-zz\r\nbaggage: ;;==,\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n",
        "GET /models HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        "GET /models HTTP/1.1\nHost: x\n\n\r\n\r\n",
        Post("Content-Length: -1\r\n", "{}"),
        Post("Content-Length: 99999999999999999999\r\n", "{}"),
        Post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}"),
        Post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        Post("Transfer-Encoding: gzip\r\n", "{}"),
        Post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"),
        Post("Transfer-Encoding: chunked\r\n", "-1\r\n{}\r\n0\r\n\r\n"),
        Post("Transfer-Encoding: chunked\r\n", "2\r\n{}XX0\r\n\r\n"),
        Post("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        Post("Content-Length: 2\r\nContent-Type: application/json; charset=\u00e9\r\n", "{}"),
        Post("Content-Length: 2\r\nContent-Encoding: \u00e9\r\n", "{}"),
        Post("Content-Length: 2\r\nExpect: the-unexpected\r\n", "{}"),
        Post("Content-Length: 2\r\nx-penstock-tags: =,==,a=\u00e9,\u00ff=b,,,;\r\nx-penstock-tags: again=1\r\n", "{}"),
    ];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_never_a_5xx(string request)
    {
        var (status, _, body) = await RawConnection.AskAsync(house.Penstock.Address, request);

        Assert.False(status >= 500, $"{status} {body}");
        Assert.Equal(200, (await house.Admin.GetReplyAsync("livez")).Status);
    }

    [Theory]
    [InlineData("idempotency-key", "\u00c3\u00a9")]
    [InlineData("openai-beta", "\u00c3\u00a9")]
    [InlineData("x-penstock-tags", "who=\u00c3\u00a9")]
    [InlineData("user-agent", "\u00c3\u00a9")]
    [InlineData("traceparent", "00-zz-\u00c3\u00a9-01")]
    [InlineData("tracestate", "\u00c3\u00a9=\u00c3\u00a9")]
    [InlineData("baggage", "a=\u00c3\u00a9")]
    [InlineData("cookie", "\u00c3\u00a9")]
    public async Task A_header_beyond_ASCII_does_not_make_a_good_call_a_5xx(string name, string value)
    {
        var body = HouseFixture.Chat("chat");
        var (status, _, answer) = await RawConnection.AskAsync(house.Penstock.Address,
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n{Auth}{Json}{name}: {value}\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        Assert.True(status == 200, $"{status} {answer}");
    }

    [Fact]
    public async Task A_providers_header_beyond_ASCII_comes_back_as_the_bytes_it_was()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var provider = AnswerOnceAsync(listener, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: \u00c3\u00a9\u00ff\r\nContent-Length: 2\r\n\r\n{}");
        await using var penstock = await PenstockServer.StartAsync(
            $"providers:\n  up: {{ dialect: openai, base_url: \"http://{listener.LocalEndpoint}/v1\" }}\nmodels:\n  chat: {{ targets: [ {{ provider: up, model: x }} ] }}\n");
        var body = HouseFixture.Chat("chat");

        var (status, head, _) = await RawConnection.AskAsync(penstock.Address,
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n{Auth}{Json}idempotency-key: \u00c3\u00a9\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        Assert.Equal(200, status);
        Assert.Contains("x-request-id: \u00c3\u00a9\u00ff", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("idempotency-key: \u00c3\u00a9\r\n", await provider, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> AnswerOnceAsync(TcpListener listener, string latin1)
    {
        using var socket = await listener.AcceptSocketAsync();
        var asked = "";
        var buffer = new byte[8192];
        while (!asked.Contains("\r\n\r\n{", StringComparison.Ordinal) || !asked.EndsWith('}'))
        {
            asked += Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
        }

        await socket.SendAsync(Encoding.Latin1.GetBytes(latin1));
        return asked;
    }

    private static string Post(string headers, string body) => $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n{Auth}{(headers.Contains("Content-Type", StringComparison.Ordinal) ? "" : Json)}{headers}\r\n{body}";
}
