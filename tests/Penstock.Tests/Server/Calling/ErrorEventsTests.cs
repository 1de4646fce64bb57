using System.Text;
using Penstock.Server.Calling;
using Xunit;

namespace Penstock.Tests.Server.Calling;

public class ErrorEventsTests
{
    [Theory]
    [InlineData("data: {\"n\":1}\n\nevent: error\ndata: {\"title\":\"x\"}\n\n", true)]
    [InlineData("{\"n\":1}\n{\"error\":{\"message\":\"x\"}}\n", true)]
    [InlineData("data: {\"error\": \"x\"}\n\n", true)]
    [InlineData("data: {\"text\":\"event: error\"}\n\n", false)]
    [InlineData("{\"errors\":0}\n", false)]
    public void A_stream_that_failed_is_told_from_one_that_did_not_wherever_it_is_cut(string stream, bool expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var errors = new ErrorEvents();
            errors.Read(bytes.AsSpan(0, cut));
            errors.Read(bytes.AsSpan(cut));
            Assert.Equal(expected, errors.Seen);
        }
    }
}
