using Microsoft.AspNetCore.Http;
using Penstock.Resources;
using Xunit;

namespace Penstock.Tests.Resources;

public sealed class CredentialsTests
{
    [Theory]
    [InlineData("", "", null)]
    [InlineData("Authorization: Bearer ps_1", "", "ps_1")]
    [InlineData("authorization: bearer   ps_1 ", "", "ps_1")]
    [InlineData("Authorization: Basic cHM=", "", null)]
    [InlineData("Authorization: Basic cHM=|x-api-key: ps_2", "", "ps_2")]
    [InlineData("x-api-key: ps_2", "", "ps_2")]
    [InlineData("api-key: ps_3", "", "ps_3")]
    [InlineData("x-goog-api-key: ps_4", "", "ps_4")]
    [InlineData("x-goog-api-key: ps_4|x-api-key: ps_2|Authorization: Bearer ps_1", "?key=ps_5", "ps_1")]
    [InlineData("x-api-key:  |api-key: ps_3", "", "ps_3")]
    [InlineData("", "?key=ps_5", "ps_5")]
    [InlineData("", "?key=", null)]
    [InlineData("", "?other=ps_5", null)]
    public void Finds_the_key_where_the_sdks_put_it(string headers, string query, string? key)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers[header[..colon]] = header[(colon + 1)..];
        }

        // Kestrel trims the white space around a value; a test does it here.
        if (request.Headers.Authorization.Count > 0)
        {
            request.Headers.Authorization = request.Headers.Authorization[0]!.Trim();
        }

        Assert.Equal(key, Credentials.Of(request));
    }
}
