using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Route;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

public sealed class FallbackTests
{
    [Theory]
    [InlineData(400, null, FallbackConditions.InvalidRequest)]
    [InlineData(400, "context_length_exceeded", FallbackConditions.ContextTooLong)]
    [InlineData(400, "content_filter", FallbackConditions.ContentFilter)]
    [InlineData(404, null, FallbackConditions.ModelNotFound)]
    [InlineData(408, null, FallbackConditions.Unavailable)]
    [InlineData(422, null, FallbackConditions.InvalidRequest)]
    [InlineData(429, null, FallbackConditions.RateLimited)]
    [InlineData(500, null, FallbackConditions.Unavailable)]
    [InlineData(529, null, FallbackConditions.Unavailable)]
    public void Names_the_condition_of_a_provider_s_error(int status, string? code, FallbackConditions condition) =>
        Assert.Equal(condition, Fallback.Condition(Given.ProviderError(status) with { Code = code }));

    [Theory]
    [InlineData(ErrorKind.ProviderUnavailable, FallbackConditions.Unavailable)]
    [InlineData(ErrorKind.ProviderCut, FallbackConditions.Unavailable)]
    [InlineData(ErrorKind.ProviderTimeout, FallbackConditions.Timeout)]
    [InlineData(ErrorKind.ProviderCredentials, FallbackConditions.Credentials)]
    [InlineData(ErrorKind.RateLimited, FallbackConditions.RateLimited)]
    [InlineData(ErrorKind.Internal, FallbackConditions.Fault)]
    [InlineData(ErrorKind.InvalidRequest, FallbackConditions.None)]
    [InlineData(ErrorKind.ClientLeft, FallbackConditions.None)]
    public void Names_the_condition_of_an_error_of_the_way(ErrorKind kind, FallbackConditions condition) =>
        Assert.Equal(condition, Fallback.Condition(new CallError(kind, "")));

    [Theory]
    [InlineData("unsupported_feature")]
    [InlineData("unsupported_capability")]
    [InlineData("would_be_dropped")]
    public void Lets_another_target_do_what_this_one_s_wire_format_cannot(string code) =>
        Assert.Equal(FallbackConditions.Unsupported, Fallback.Condition(new CallError(ErrorKind.InvalidRequest, "") { Code = code }));
}
