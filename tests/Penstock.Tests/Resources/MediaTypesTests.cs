using Microsoft.AspNetCore.Http;
using Penstock.Domain.Calls;
using Penstock.Resources;
using Xunit;

namespace Penstock.Tests.Resources;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/merge-patch+json")]
    public void Reads_json(string? type) => Assert.Null(Refuse(request => request.ContentType = type));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonp")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData("application/json, text/plain")]
    public void Reads_nothing_else(string type) => Assert.Equal(ErrorKind.UnsupportedMediaType, Refuse(request => request.ContentType = type)!.Kind);

    [Theory]
    [InlineData("identity", null)]
    [InlineData("gzip", ErrorKind.UnsupportedMediaType)]
    public void Reads_no_coded_body(string coding, ErrorKind? kind) => Assert.Equal(kind, Refuse(request => request.Headers.ContentEncoding = coding)?.Kind);

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    [InlineData("text/html, application/json;q=0.5")]
    [InlineData("text/html, */*;q=0.1")]
    [InlineData("APPLICATION/JSON")]
    public void Gives_json_and_events(string accept) => Assert.Null(Refuse(request => request.Headers.Accept = accept));

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/*")]
    [InlineData("application/json;q=0")]
    [InlineData("nonsense")]
    public void Gives_nothing_else(string accept) => Assert.Equal(ErrorKind.NotAcceptable, Refuse(request => request.Headers.Accept = accept)!.Kind);

    private static CallError? Refuse(Action<HttpRequest> with)
    {
        var request = new DefaultHttpContext().Request;
        with(request);
        return MediaTypes.Refuse(request, MediaTypes.Written);
    }
}
