using FsCheck.Fluent;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Route;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

public sealed class RetryingTests
{
    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>().Where(kind => kind != ErrorKind.ProviderError)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tries_again_only_when_the_provider_was_away(ErrorKind kind) =>
        Assert.Equal(kind is ErrorKind.ProviderUnavailable or ErrorKind.ProviderTimeout, Retrying.MayRetry(new CallError(kind, "")));

    [Theory]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(408, true)]
    [InlineData(409, true)]
    [InlineData(413, false)]
    [InlineData(422, false)]
    [InlineData(429, true)]
    [InlineData(499, false)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(529, true)]
    public void Tries_a_provider_s_error_again_as_the_sdks_do(int status, bool may) => Assert.Equal(may, Retrying.MayRetry(Given.ProviderError(status)));

    [Fact]
    public void Does_not_try_an_error_of_no_status_again() => Assert.False(Retrying.MayRetry(new CallError(ErrorKind.ProviderError, "")));

    [Fact]
    public void Backs_off_between_half_and_the_whole_of_a_doubling_delay_that_is_bounded()
    {
        var cases = from attempt in Gen.Choose(1, 2000)
                    from first in Gen.Choose(1, 5_000)
                    from longest in Gen.Choose(1, 60_000)
                    from chance in Gen.Choose(0, 999_999)
                    select (attempt, first, longest, chance);

        Property.Holds(cases, given =>
        {
            var route = new RouteOptions { BaseDelay = TimeSpan.FromMilliseconds(given.first), MaxDelay = TimeSpan.FromMilliseconds(given.longest) };
            var delay = Retrying.Delay(Given.ProviderError(500), given.attempt, route, given.chance / 1_000_000.0)!.Value.TotalMilliseconds;
            var whole = Math.Min(given.first * Math.Pow(2, given.attempt - 1), given.longest);
            Assert.InRange(delay, (whole / 2) - 0.001, whole);
        });
    }

    [Fact]
    public void Obeys_the_provider_or_passes_its_wish_on()
    {
        var route = new RouteOptions { MaxDelay = TimeSpan.FromSeconds(10) };

        Assert.Equal(TimeSpan.Zero, Delay(0));
        Assert.Equal(TimeSpan.FromSeconds(10), Delay(10));
        Assert.Null(Delay(10.001));

        TimeSpan? Delay(double seconds) => Retrying.Delay(Given.ProviderError(429, TimeSpan.FromSeconds(seconds)), 1, route, 0);
    }
}
