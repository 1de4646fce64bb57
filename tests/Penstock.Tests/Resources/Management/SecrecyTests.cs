using System.Text;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>What is never kept in clear: keys, the provider's key, and what people say to models. Complaints G25 and G26 of gateways.md, section 5.</summary>
public sealed class SecrecyTests
{
    private const string Said = "the-secret-of-the-prompt";
    private const string Unknown = "ps_unknown0unknown0unknown0unknown0unknown0unkn";

    [Fact]
    public async Task No_file_of_the_data_folder_holds_a_key_or_content_even_at_the_level_trace()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-secrecy-").FullName;
        try
        {
            var secrets = await UseAsync(folder);
            var files = Directory.GetFiles(Path.Combine(folder, "data"), "*", SearchOption.AllDirectories);
            Assert.Contains(files, file => file.EndsWith("penstock.db", StringComparison.Ordinal));
            Assert.Contains(files, file => file.Contains($"{Path.DirectorySeparatorChar}logs{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && new FileInfo(file).Length > 0);
            foreach (var file in files)
            {
                var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
                Assert.All(secrets, secret => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{Path.GetFileName(file)} holds '{secret}'"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string[]> UseAsync(string folder)
    {
        await using var upstream = await UpstreamServer.StartAsync();
        var yaml = PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300"), ("short", "synthetic:stream:5:200"))
            .Replace("models:", $"  bad: {{ dialect: openai, base_url: \"{upstream.BaseFor("fault=status:401")}\", api_key: \"sk-bad-9876543210\" }}\nmodels:\n  refused: {{ targets: [ {{ provider: bad, model: x }} ] }}", StringComparison.Ordinal);
        await using var penstock = await PenstockServer.StartAsync(yaml, options => options.Function("hello", (string who) => $"hello {who}"), folder);
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("PUT", "api/v1/logging", """{"level":"trace"}""")).Status);
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a test"}""");
        var old = made.At("key")!;
        var rotated = (await penstock.Client.SendReplyAsync("POST", $"api/v1/keys/{made.At("id")}/rotate", (byte[]?)null)).At("key")!;
        using var client = penstock.NewClient(rotated);
        using var stale = penstock.NewClient(old);
        using var stranger = penstock.NewClient(null);
        var chat = """{"model":"chat","messages":[{"role":"user","content":"the-secret-of-the-prompt"}],"user":"the-secret-of-the-prompt"}""";
        Assert.Equal(200, (await client.SendReplyAsync("POST", "v1/chat/completions", chat)).Status);
        Assert.Equal(200, (await client.SendReplyAsync("POST", "v1/chat/completions", chat.Replace("chat", "short", StringComparison.Ordinal).Replace("\"user\":\"the", "\"stream\":true,\"user\":\"the", StringComparison.Ordinal))).Status);
        Assert.Equal(502, (await client.SendReplyAsync("POST", "v1/chat/completions", chat.Replace("\"chat\"", "\"refused\"", StringComparison.Ordinal))).Status);
        Assert.Equal(401, (await stale.SendReplyAsync("POST", "v1/chat/completions", chat)).Status);
        Assert.Equal(401, (await stranger.SendReplyAsync("POST", "v1/chat/completions?key=" + Unknown, chat)).Status);
        Assert.Equal(401, (await stranger.SendReplyAsync("POST", "v1/chat/completions", chat, ("x-api-key", Unknown))).Status);
        Assert.Equal(200, (await stranger.SendReplyAsync("POST", "v1/chat/completions?key=" + rotated, chat)).Status);
        Assert.Equal(200, (await client.SendReplyAsync("POST", "models/hello/invoke", $$"""{"who":"{{Said}}"}""")).Status);
        Assert.Equal(422, (await client.SendReplyAsync("POST", "models/hello/invoke", $$"""{"who":["{{Said}}"]}""")).Status);
        Assert.Equal(400, (await client.SendReplyAsync("POST", "v1/chat/completions", chat[..^1])).Status);
        return [old, rotated, PenstockServer.AdminKey, "sk-upstream-0123456789", "sk-bad-9876543210", Unknown, Said];
    }
}
