using System.Net.Http.Headers;
using System.IO.Pipelines;
using System.Text;
using Penstock.Server.Calling;
using Penstock.Server.Cli;
using Xunit;

namespace Penstock.Tests.Server.Calling;

public class AnswerPrinterTests
{
    [Fact]
    public async Task A_stream_is_printed_as_it_comes()
    {
        var (sent, printed) = (new Pipe(), new Pipe());
        using var answer = new HttpResponseMessage { Content = new StreamContent(sent.Reader.AsStream()) };
        answer.Content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        var printing = NewPrinter(printed.Writer.AsStream()).PrintAsync(answer, TestContext.Current.CancellationToken);
        foreach (var part in (string[])["data: 1\n\n", "data: 2\n\nda", "ta: 3\n\n"])
        {
            await sent.Writer.WriteAsync(Encoding.UTF8.GetBytes(part), TestContext.Current.CancellationToken);
            var read = await printed.Reader.ReadAtLeastAsync(part.Length, TestContext.Current.CancellationToken);
            Assert.Equal(part, Encoding.UTF8.GetString(read.Buffer));
            printed.Reader.AdvanceTo(read.Buffer.End);
        }

        await sent.Writer.CompleteAsync();
        Assert.True(await printing);
    }

    [Theory]
    [InlineData("application/json", "[1, 2]", "[1, 2]\n")]
    [InlineData("application/json", "[1, 2]\n", "[1, 2]\n")]
    [InlineData("text/plain", "text", "text\n")]
    [InlineData("application/octet-stream", "bytes", "bytes")]
    public async Task What_is_complete_is_printed_as_it_is_and_a_text_ends_its_line(string type, string body, string expected)
    {
        using var answer = new HttpResponseMessage { Content = new StringContent(body) };
        answer.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var output = new MemoryStream();
        Assert.True(await NewPrinter(output).PrintAsync(answer, TestContext.Current.CancellationToken));
        Assert.Equal(expected, Encoding.UTF8.GetString(output.ToArray()));
    }

    private static AnswerPrinter NewPrinter(Stream output) => new(new Terminal
    {
        Out = TextWriter.Null,
        Output = output,
        Error = TextWriter.Null,
        Input = () => Stream.Null,
        Variables = new Dictionary<string, string>(),
        Time = TimeProvider.System,
    });
}
