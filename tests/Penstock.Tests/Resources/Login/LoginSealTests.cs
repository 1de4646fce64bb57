using System.Buffers.Text;
using Penstock.Pipeline.Authenticate;
using Penstock.Resources.Login;
using Xunit;

namespace Penstock.Tests.Resources.Login;

public sealed class LoginSealTests
{
    private static readonly LoginAttempt Attempt = new("corp", "state", "nonce", "verifier", "https://penstock.example/auth/callback", "/models", new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    private readonly LoginSeal _seal = new();

    [Fact]
    public void What_was_sealed_is_opened_and_never_looks_the_same()
    {
        var text = _seal.Seal(Attempt);

        Assert.Equal(Attempt, _seal.Open(text));
        Assert.NotEqual(text, _seal.Seal(Attempt));
    }

    [Fact]
    public void What_another_server_sealed_is_nothing() => Assert.Null(new LoginSeal().Open(_seal.Seal(Attempt)));

    [Fact]
    public void What_was_changed_anywhere_is_nothing()
    {
        var sealedBytes = Base64Url.DecodeFromChars(_seal.Seal(Attempt));
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            var changed = sealedBytes.ToArray();
            changed[i] ^= 1;
            Assert.Null(_seal.Open(Base64Url.EncodeToString(changed)));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    public void What_was_never_sealed_is_nothing(string? text) => Assert.Null(_seal.Open(text));

    [Fact]
    public void What_is_longer_than_a_cookie_is_not_even_looked_at() =>
        Assert.Null(_seal.Open(_seal.Seal(Attempt with { ReturnTo = new string('/', 4096) })));
}
