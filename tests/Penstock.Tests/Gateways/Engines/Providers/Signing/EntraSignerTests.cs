using Azure.Core;
using Penstock.Domain.Calls;
using Penstock.Gateways.Engines.Providers.Signing;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Providers.Signing;

public sealed class EntraSignerTests
{
    private readonly ManualTime _time = new();
    private readonly Tokens _tokens;
    private readonly EntraSigner _signer;

    public EntraSignerTests()
    {
        _tokens = new Tokens(_time);
        _signer = new EntraSigner("azure", "https://example.org/.default", () => _tokens, _time);
    }

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_it_expires()
    {
        Assert.Equal("Bearer t1", await SignAsync());
        _time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("Bearer t1", await SignAsync());
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Bearer t2", await SignAsync());
        Assert.Equal(["https://example.org/.default", "https://example.org/.default"], _tokens.Scopes);
    }

    [Fact]
    public async Task The_old_token_serves_while_no_new_one_can_be_had()
    {
        await SignAsync();
        _tokens.Broken = true;
        _time.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal("Bearer t1", await SignAsync());

        _time.Advance(TimeSpan.FromMinutes(5));
        using var message = new HttpRequestMessage();
        var error = await _signer.SignAsync(message, CancellationToken.None);

        Assert.Equal(ErrorKind.ProviderCredentials, error!.Kind);
        Assert.DoesNotContain("tenant", error.Message, StringComparison.Ordinal);
        Assert.Null(message.Headers.Authorization);
    }

    [Fact]
    public async Task Many_at_once_ask_once()
    {
        _tokens.Gate = new TaskCompletionSource();
        var all = Enumerable.Range(0, 20).Select(_ => SignAsync()).ToArray();
        _tokens.Gate.SetResult();

        Assert.All(await Task.WhenAll(all), header => Assert.Equal("Bearer t1", header));
        Assert.Single(_tokens.Scopes);
    }

    private async Task<string> SignAsync()
    {
        using var message = new HttpRequestMessage();
        Assert.Null(await _signer.SignAsync(message, CancellationToken.None));
        return message.Headers.Authorization!.ToString();
    }

    private sealed class Tokens(TimeProvider time) : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public bool Broken { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            await (Gate?.Task ?? Task.CompletedTask);
            if (Broken)
            {
                throw new InvalidOperationException("no token for the tenant");
            }

            Scopes.Add(requestContext.Scopes.Single());
            return new AccessToken($"t{Scopes.Count}", time.GetUtcNow().AddHours(1));
        }
    }
}
