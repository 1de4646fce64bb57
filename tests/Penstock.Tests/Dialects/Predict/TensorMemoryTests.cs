using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

public sealed class TensorMemoryTests
{
    private readonly PoisonPool _pool = new();

    [Fact]
    public void Gives_back_what_was_rented_once_and_is_not_to_be_used_then()
    {
        var memory = new TensorMemory(_pool);
        var first = memory.Rent(10);
        memory.Rent(10);
        first[0] = 7;
        Assert.Equal(7, memory.Grow(first, 1, 100)[0]);
        Assert.Equal(2, _pool.Out);

        memory.Dispose();
        memory.Dispose();

        Assert.Equal((0, 3), (_pool.Out, _pool.Returned));
        Assert.Throws<ObjectDisposedException>(() => memory.Rent(1));
    }

    [Theory]
    [InlineData("""{"x":[[1,2],[3,4]]}""")]
    [InlineData("""[["1",2],[3,"4"]]""")]
    public void A_request_gives_it_back_when_it_is_disposed(string body)
    {
        var request = new PredictRequest(Encoding.UTF8.GetBytes(body), pool: _pool);
        var (input, _) = request.ReadInput(Model(Signatures.Single(DataType.Fp32, new Dimension(null), new Dimension(2))));
        Assert.Equal(new[] { 1f, 2, 3, 4 }, TensorElements.Of(((PredictInput)input!).Values[0]));
        Assert.Equal(1, _pool.Out);

        request.Dispose();
        request.Dispose();

        Assert.Equal(0, _pool.Out);
    }

    [Theory]
    [InlineData("""{"INPUT0":[[1,2]],"INPUT1":[[3,"x"]]}""")]
    [InlineData("""{"INPUT0":[[1,2]],"INPUT1":[[3,4""")]
    [InlineData("""{"INPUT0":[[1,2]]}""")]
    [InlineData("""{"INPUT0":[[1,2]],"INPUT1":[[3,4]]} 5""")]
    public void Nothing_is_kept_of_an_input_with_a_mistake(string body)
    {
        Assert.NotNull(PredictReader.Read(Encoding.UTF8.GetBytes(body), Signatures.Pair, _pool).Error);

        Assert.Equal(0, _pool.Out);
        Assert.NotEqual(0, _pool.Returned);
    }

    [Fact]
    public void Places_that_no_row_fills_are_zero_whatever_the_memory_held()
    {
        var signature = new Signature(
            [
                new Field { Name = "a", Type = DataType.Fp32, Shape = [new(null), new(1)] },
                new Field { Name = "b", Type = DataType.Fp32, Shape = [new(null), new(3)], Columns = ["b0", "b1", "b2"], Optional = true },
            ],
            []);

        var (input, _) = PredictReader.Read("""[{"a":1,"b1":2},{"a":3,"b1":4}]"""u8, signature, _pool);

        Assert.Equal(new[] { 0f, 2, 0, 0, 4, 0 }, TensorElements.Of(input!.Values[1]));
        input.Memory!.Dispose();
        Assert.Equal(0, _pool.Out);
    }

    private static Model Model(Signature signature) =>
        new() { Id = "subject", Capabilities = [Capability.Predict], Targets = [], Signature = signature, Source = "host" };
}
