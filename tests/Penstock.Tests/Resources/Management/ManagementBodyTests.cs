using System.Text;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Calls;
using Penstock.Resources.Management;
using Xunit;

namespace Penstock.Tests.Resources.Management;

public sealed class ManagementBodyTests
{
    [Fact]
    public async Task Hands_the_object_on() => Assert.Equal("a", (await ReadAsync("""{"name":"a"}""")).Value!.Name);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"name":"a"}{}""")]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"a","n\u0061me":"b"}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"\ud800":"a"}""")]
    [InlineData("""{"name":"a","\ud800x":"a"}""")]
    [InlineData("""{"name":"a","allowed_models":["\udc00"]}""")]
    [InlineData("""{"name":"a","expires_at":"\ud800"}""")]
    public async Task Refuses_what_is_not_json(string body)
    {
        var error = (await ReadAsync(body)).Error!;

        Assert.Equal((ErrorKind.InvalidRequest, "invalid_json"), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Refuses_what_is_no_object(string body) => Assert.Equal("The body must be a JSON object.", (await ReadAsync(body)).Error!.Message);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_too_much_whether_it_is_announced_or_not(bool announced) =>
        Assert.Equal(ErrorKind.TooLarge, (await ReadAsync("{}" + new string(' ', 1024 * 1024), announced)).Error!.Kind);

    private static ValueTask<(KeyBody? Value, CallError? Error)> ReadAsync(string body, bool announced = true)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(bytes);
        request.ContentLength = announced ? bytes.Length : null;
        return ManagementBody.ReadAsync(request, document => KeyBody.Read(document, null, null, DateTimeOffset.UnixEpoch));
    }
}
