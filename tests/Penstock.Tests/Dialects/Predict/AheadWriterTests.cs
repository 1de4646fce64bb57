using System.Globalization;
using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

public sealed class AheadWriterTests
{
    private static readonly Tensor Numbers = new("y", DataType.Uint8, [100], Enumerable.Range(0, 100).Select(one => (byte)one).ToArray());

    [Fact]
    public void Gives_what_was_written_or_nothing_when_nobody_began()
    {
        for (var i = 0; i < 1000; i++)
        {
            using var ahead = AheadWriter.Start(Numbers, 40, 60);
            if (ahead?.Take() is { } text)
            {
                Assert.Equal(string.Join(',', Enumerable.Range(40, 60).Select(one => one.ToString(CultureInfo.InvariantCulture))), Encoding.ASCII.GetString(text.Span));
            }
        }
    }

    [Fact]
    public async Task What_goes_wrong_on_the_other_thread_is_thrown_where_it_is_waited_for()
    {
        while (true)
        {
            // Beyond the tensor's end.
            using var ahead = AheadWriter.Start(Numbers, 40, 61);
            for (var i = 0; ahead is not null && !ahead.Begun && i < 1000; i++)
            {
                await Task.Yield();
            }

            if (ahead is { Begun: true })
            {
                Assert.ThrowsAny<ArgumentException>(() => ahead.Take());
                return;
            }
        }
    }
}
