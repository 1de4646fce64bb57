using System.Text.Json;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Management;
using Xunit;

namespace Penstock.Tests.Resources.Management;

public sealed class KeyBodyTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly ApiKey s_old = new()
    {
        Id = "key_1",
        Name = "old",
        Prefix = "",
        Hash = "",
        CreatedAt = s_now,
        UpdatedAt = s_now,
        AllowedModels = ["gpt"],
        RequestsPerMinute = 5,
        MaxConcurrentCalls = 2,
        ExpiresAt = s_now.AddDays(1),
    };

    [Fact]
    public void Reads_every_member()
    {
        var key = Read("""{"name":" mine ","allowed_models":["gpt","meta/*"],"requests_per_minute":1,"max_concurrent_calls":1000000,"expires_at":"2027-01-01T00:00:00Z"}""").Apply(s_old);

        Assert.Equal("mine", key.Name);
        Assert.Equal(["gpt", "meta/*"], key.AllowedModels!);
        Assert.Equal((1, 1_000_000, new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)), (key.RequestsPerMinute, key.MaxConcurrentCalls, key.ExpiresAt));
    }

    [Fact]
    public void Takes_what_is_absent_for_the_default_in_a_whole_and_for_unchanged_in_a_patch()
    {
        Assert.Equal(s_old with { Name = "new", AllowedModels = null, RequestsPerMinute = null, MaxConcurrentCalls = null, ExpiresAt = null }, Read("""{"name":"new"}""").Apply(s_old));
        Assert.Equal(s_old with { Name = "new" }, Read("""{"name":"new"}""", s_old).Apply(s_old));
        Assert.Equal(s_old, Read("{}", s_old).Apply(s_old));
        Assert.Equal(
            s_old with { AllowedModels = null, RequestsPerMinute = null, MaxConcurrentCalls = null, ExpiresAt = null },
            Read("""{"allowed_models":null,"requests_per_minute":null,"max_concurrent_calls":null,"expires_at":null}""", s_old).Apply(s_old));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":"a\nb"}""", "name")]
    [InlineData("""{"name":"a","allowed_models":"gpt"}""", "allowed_models")]
    [InlineData("""{"name":"a","allowed_models":["gpt","",7]}""", "allowed_models.1 allowed_models.2")]
    [InlineData("""{"name":"a","requests_per_minute":0}""", "requests_per_minute")]
    [InlineData("""{"name":"a","requests_per_minute":1.5}""", "requests_per_minute")]
    [InlineData("""{"name":"a","requests_per_minute":"5"}""", "requests_per_minute")]
    [InlineData("""{"name":"a","max_concurrent_calls":1000001}""", "max_concurrent_calls")]
    [InlineData("""{"name":"a","expires_at":"soon"}""", "expires_at")]
    [InlineData("""{"name":"a","expires_at":1795219200}""", "expires_at")]
    [InlineData("""{"name":"a","expires_at":"2026-11-21T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"name":"a","is_admin":true,"id":"key_2"}""", "is_admin id")]
    [InlineData("""{"nam":"a","requests_per_minute":-1}""", "nam name requests_per_minute")]
    public void Names_every_mistake_at_once(string body, string paths)
    {
        var (read, error) = KeyBody.Read(JsonDocument.Parse(body).RootElement, null, null, s_now);

        Assert.Null(read);
        Assert.Equal(ErrorKind.InvalidInput, error!.Kind);
        Assert.Equal(paths, string.Join(' ', error.Mistakes.Select(mistake => mistake.Path)));
    }

    [Fact]
    public void Bounds_names_and_lists()
    {
        Assert.NotNull(Read($$"""{"name":"{{new string('n', 100)}}"}"""));
        Assert.NotNull(KeyBody.Read(JsonDocument.Parse($$"""{"name":"{{new string('n', 101)}}"}""").RootElement, null, null, s_now).Error);
        var models = string.Join(',', Enumerable.Repeat("\"m\"", 1001));
        Assert.NotNull(KeyBody.Read(JsonDocument.Parse($$"""{"name":"a","allowed_models":[{{models}}]}""").RootElement, null, null, s_now).Error);
    }

    private static KeyBody Read(string body, ApiKey? old = null)
    {
        var (read, error) = KeyBody.Read(JsonDocument.Parse(body).RootElement, old, old, s_now);
        Assert.Null(error);
        return read!;
    }
}
