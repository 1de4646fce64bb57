using System.Text;
using System.Text.Json;
using Xunit;

namespace Penstock.Tests.Resources;

/// <summary>Real-world junk through every address that takes a body, and as names in addresses: no answer is a 5xx.</summary>
public sealed class RobustnessTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    public static TheoryData<string, string> Endpoints => new()
    {
        { "POST", "v1/chat/completions" },
        { "POST", "v1/completions" },
        { "POST", "v1/embeddings" },
        { "POST", "models/hello/invoke" },
        { "POST", "models/team%2Fgreet%3Av1.0/invoke" },
        { "POST", "models/iris/invoke" },
        { "POST", "models/chat/invoke" },
        { "POST", "v2/models/iris/infer" },
        { "POST", "v2/models/team/greet:v1.0/infer" },
        { "POST", "v2/models/hello/generate" },
        { "POST", "v2/repository/index" },
        { "POST", "v2/repository/models/iris/load" },
        { "POST", "models/iris:predict" },
        { "POST", "v1/models/hello:predict" },
        { "POST", "api/v1/keys" },
        { "PUT", "api/v1/keys/{key}" },
        { "PATCH", "api/v1/keys/{key}" },
        { "PUT", "api/v1/logging" },
        { "PATCH", "api/v1/logging" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task The_JSON_test_suite_is_answered_without_a_5xx_bare_and_within_an_object(string verb, string path)
    {
        var cases = JsonElement.Parse(await File.ReadAllBytesAsync(SharedData.Path("robustness/jsontestsuite.json"), TestContext.Current.CancellationToken))
            .EnumerateArray().Select(item => (Name: item.GetProperty("name").GetString()!, Input: item.GetProperty("inputBase64").GetBytesFromBase64())).ToArray();
        Assert.Equal(318, cases.Length);
        await SendAllAsync(verb, path, cases.SelectMany(item => new[]
        {
            (item.Name, item.Input),
            (item.Name + " as a value", (byte[])[.. Before(path), .. item.Input, .. "}"u8]),
        }));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task The_naughty_strings_are_answered_without_a_5xx(string verb, string path)
    {
        var strings = NaughtyStrings();
        Assert.Equal(485, strings.Length);
        await SendAllAsync(verb, path, strings.SelectMany(text => new[]
        {
            (text, Encoding.UTF8.GetBytes(text)),
            (text, [.. Before(path), .. JsonSerializer.SerializeToUtf8Bytes(text), .. "}"u8]),
        }));
    }

    [Fact]
    public async Task Naughty_strings_as_names_in_addresses_tags_and_bodies_are_answered_without_a_5xx()
    {
        var wrong = new List<string>();
        await Parallel.ForEachAsync(NaughtyStrings(), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (text, _) =>
        {
            var name = Uri.EscapeDataString(text);
            Reply[] replies =
            [
                await house.Admin.GetReplyAsync("v1/models/" + name),
                await house.Admin.GetReplyAsync("models/" + name),
                await house.Admin.SendReplyAsync("POST", $"models/{name}/invoke", "{}"),
                await house.Admin.GetReplyAsync("v2/models/" + name),
                await house.Admin.GetReplyAsync($"v2/models/{name}/versions/{name}/ready"),
                await house.Admin.SendReplyAsync("POST", $"v2/models/iris/versions/{name}/infer", "{}"),
                await house.Admin.SendReplyAsync("POST", $"v2/repository/models/{name}/load", "{}"),
                await house.Admin.SendReplyAsync("POST", $"models/{name}:predict", "{}"),
                await house.Admin.SendReplyAsync("POST", "v2/models/iris/infer", [.. "{\"id\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(text), .. ",\"inputs\":[{\"name\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(text), .. "}]}"u8]),
                await house.Admin.GetReplyAsync("api/v1/keys/" + name),
                await house.Admin.GetReplyAsync("api/v1/calls/" + name),
                await house.Admin.GetReplyAsync($"api/v1/keys?name={name}&state={name}&cursor={name}"),
                await house.Admin.GetReplyAsync($"api/v1/usage?group_by={name}&from={name}&model={name}"),
                await house.Admin.SendReplyAsync("POST", "v1/chat/completions", [.. "{\"model\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(text), .. ",\"messages\":[]}"u8]),
            ];
            lock (wrong)
            {
                wrong.AddRange(replies.Where(reply => reply.Status is >= 500 or < 400 && reply.Status != 200).Select(reply => $"{reply.Status} {text}: {reply.Text}"));
            }
        });

        Assert.Empty(wrong);
        await AssertUnharmedAsync();
    }

    private static byte[] Before(string path) => Encoding.UTF8.GetBytes(path switch
    {
        "models/hello/invoke" or "models/team%2Fgreet%3Av1.0/invoke" => "{\"who\":",
        "models/iris/invoke" => "{\"inputs\":",
        "v2/models/iris/infer" => "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}],\"outputs\":",
        "v2/models/team/greet:v1.0/infer" => "{\"inputs\":",
        "v2/models/hello/generate" => "{\"text_input\":",
        "v2/repository/index" => "{\"ready\":",
        "v2/repository/models/iris/load" => "{\"parameters\":",
        "models/iris:predict" or "v1/models/hello:predict" => "{\"instances\":",
        "v1/embeddings" => "{\"model\":\"embed\",\"input\":",
        "v1/chat/completions" => "{\"model\":\"chat\",\"messages\":",
        "v1/completions" => "{\"model\":\"chat\",\"prompt\":",
        _ when path.EndsWith("logging", StringComparison.Ordinal) => "{\"level\":",
        _ => "{\"name\":",
    });

    private static string[] NaughtyStrings() =>
        [.. JsonElement.Parse(File.ReadAllBytes(SharedData.Path("robustness/blns.json"))).EnumerateArray().Select(item => item.GetString()!)];

    private async Task SendAllAsync(string verb, string path, IEnumerable<(string Name, byte[] Body)> cases)
    {
        if (path.Contains("{key}", StringComparison.Ordinal))
        {
            path = path.Replace("{key}", (await house.SecretAsync()).Id, StringComparison.Ordinal);
        }

        var wrong = new List<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (item, _) =>
        {
            var reply = await house.Admin.SendReplyAsync(verb, path, item.Body);
            if (reply.Status >= 500 || (reply.Status >= 300 && !reply.ContentType!.EndsWith("json", StringComparison.Ordinal)))
            {
                lock (wrong)
                {
                    wrong.Add($"{reply.Status} {item.Name}: {reply.Text}");
                }
            }
        });
        Assert.Empty(wrong);
        await AssertUnharmedAsync();
    }

    private async Task AssertUnharmedAsync()
    {
        Assert.Equal(200, (await house.Admin.GetReplyAsync("readyz")).Status);
        Assert.Equal(200, (await house.Admin.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))).Status);
        Assert.Equal(200, (await house.Admin.SendReplyAsync("PUT", "api/v1/logging", """{"level":"info"}""")).Status);
        Assert.DoesNotContain((await house.Admin.GetReplyAsync("api/v1/usage?group_by=status")).Json.GetProperty("data").EnumerateArray(), row => row.GetProperty("group").GetProperty("status").GetString() is { } status && status[0] == '5');
    }
}
