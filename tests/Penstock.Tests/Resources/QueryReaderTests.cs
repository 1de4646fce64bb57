using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Penstock.Resources;
using Xunit;

namespace Penstock.Tests.Resources;

public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("2026-11-21", "2026-11-21T00:00:00Z")]
    [InlineData("2026-11-21T15:00Z", "2026-11-21T15:00:00Z")]
    [InlineData("2026-11-21T15:00:01Z", "2026-11-21T15:00:01Z")]
    [InlineData("2026-11-21T15:00:01.25Z", "2026-11-21T15:00:01.25Z")]
    [InlineData("2026-11-21T15:00:01+02:00", "2026-11-21T13:00:01Z")]
    [InlineData("2026-11-21T15:00:01 02:00", "2026-11-21T13:00:01Z")]
    public void Reads_an_instant(string text, string instant) => Assert.Equal(DateTimeOffset.Parse(instant), Reader("?from=" + Uri.EscapeDataString(text)).Instant("from"));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("1763737200")]
    public void Refuses_what_is_no_instant(string text)
    {
        var reader = Reader("?from=" + text);

        Assert.Null(reader.Instant("from"));
        var mistake = Assert.Single(reader.Error!.Mistakes);
        Assert.Equal(("from", "datetime_parsing", text), (mistake.Path, mistake.Code, mistake.Received));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?from=")]
    [InlineData("?from")]
    [InlineData("?key=ps_secret")]
    public void Takes_what_is_absent_or_empty_for_nothing(string query)
    {
        var reader = Reader(query);

        Assert.Null(reader.Instant("from"));
        Assert.Null(reader.Text("from"));
        Assert.Null(reader.Integer("from", 1, 2));
        Assert.Null(reader.Error);
    }

    [Fact]
    public void Says_which_parameters_there_are() =>
        Assert.Equal("The parameter 'form' is wrong: There is no such parameter. Known are: from, to.", Reader("?form=1").Error!.Message);

    private static QueryReader Reader(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)), "from", "to");
}
