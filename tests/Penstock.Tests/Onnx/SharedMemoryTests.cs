using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

public sealed class SharedMemoryTests
{
    [Fact]
    public void Gives_the_memory_back_with_the_last_share_and_counts_each_once()
    {
        var memory = new Memory();
        var shared = new SharedMemory(memory, 2);
        var (one, other) = (shared.Share()!, shared.Share()!);

        one.Dispose();
        one.Dispose();
        Assert.Equal(0, memory.GivenBack);
        other.Dispose();
        other.Dispose();

        Assert.Equal(1, memory.GivenBack);
    }

    [Fact]
    public void Has_no_shares_of_what_the_collector_owns() => Assert.Null(new SharedMemory(null, 2).Share());

    private sealed class Memory : IDisposable
    {
        public int GivenBack { get; private set; }

        public void Dispose() => GivenBack++;
    }
}
