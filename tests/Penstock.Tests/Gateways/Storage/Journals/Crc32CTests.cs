using System.Text;
using Penstock.Gateways.Storage.Journals;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Journals;

public sealed class Crc32CTests
{
    [Fact]
    public void Gives_the_values_of_RFC_3720()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Of(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
        Assert.Equal(0x113FDB5Cu, Crc32C.Of(Enumerable.Range(0, 32).Select(i => (byte)(31 - i)).ToArray()));
    }

    [Fact]
    public void Gives_the_check_value_for_a_length_that_is_no_multiple_of_a_word() =>
        Assert.Equal(0xE3069283u, Crc32C.Of(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Gives_zero_for_nothing() => Assert.Equal(0u, Crc32C.Of([]));
}
