using System.Buffers;
using Penstock.Dialects;
using Xunit;

namespace Penstock.Tests.Dialects;

public sealed class PooledBytesTests
{
    [Fact]
    public void Keeps_what_was_written_while_it_grows()
    {
        using var bytes = new PooledBytes();
        var expected = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7)).ToArray();
        foreach (var piece in expected.Chunk(777))
        {
            bytes.Write(piece);
        }

        Assert.Equal(expected.Length, bytes.Length);
        Assert.Equal(expected, bytes.Memory.ToArray());
    }

    [Fact]
    public void Has_as_much_room_as_is_asked_for()
    {
        using var bytes = new PooledBytes(10);

        Assert.True(bytes.Free(70_000).Length >= 70_000);
        Assert.True(bytes.GetSpan().Length >= 1);
        Assert.Equal(0, bytes.Length);
    }

    [Fact]
    public void Drops_from_the_front()
    {
        using var bytes = new PooledBytes();
        bytes.Write("abcdefgh"u8);

        bytes.Drop(3);
        Assert.Equal("defgh"u8.ToArray(), bytes.Memory.ToArray());
        bytes.Write("i"u8);
        bytes.Drop(6);
        Assert.Equal(0, bytes.Length);
    }

    [Fact]
    public void Is_empty_once_it_is_disposed_and_may_be_disposed_again()
    {
        var bytes = new PooledBytes();
        bytes.Write("abc"u8);

        bytes.Dispose();
        bytes.Dispose();

        Assert.True(bytes.Memory.IsEmpty);
    }
}
