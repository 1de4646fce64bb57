using Microsoft.AspNetCore.Http;
using Penstock.Resources;
using Xunit;

namespace Penstock.Tests.Resources;

public sealed class EntityTagsTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("*", false)]
    [InlineData("\"3\"", false)]
    [InlineData("\"2\", \"3\"", false)]
    [InlineData("\"2\"", true)]
    [InlineData("3", true)]
    [InlineData("", true)]
    public void A_request_is_stale_where_it_names_other_tags_only(string? match, bool stale)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.IfMatch = match;

        Assert.Equal(stale, EntityTags.AreStale(http.Request, "\"3\""));
    }
}
