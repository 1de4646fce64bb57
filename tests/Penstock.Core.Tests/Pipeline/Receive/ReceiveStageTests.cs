using Penstock.Domain.Calls;
using Penstock.Pipeline.Receive;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Receive;

public sealed class ReceiveStageTests
{
    [Fact]
    public async Task Puts_what_the_body_says_on_the_call()
    {
        var request = new FakeRequest("gpt", stream: true);
        using var call = Given.Call(body: new FakeBody(request));

        Assert.IsType<CallResult.Unary>(await RunAsync(call));

        Assert.Same(request, call.State.Request);
        Assert.Equal(("gpt", true, 17), (call.State.RequestedModel, call.State.Streaming, call.State.RequestBytes));
    }

    [Fact]
    public async Task Takes_the_model_of_the_address_before_the_body_s()
    {
        using var call = Given.Call(head: Given.Head(model: "iris"));

        await RunAsync(call);

        Assert.Equal("iris", call.State.RequestedModel);
    }

    [Fact]
    public async Task Fails_with_the_body_s_error()
    {
        var error = new CallError(ErrorKind.TooLarge, "Too large.");
        using var call = Given.Call(body: new FakeBody(null, error));

        var result = await new ReceiveStage().RunAsync(call, (_, _) => throw new InvalidOperationException(), CancellationToken.None);

        Assert.Same(error, Assert.IsType<CallResult.Failed>(result).Error);
    }

    private static ValueTask<CallResult> RunAsync(Call call) =>
        new ReceiveStage().RunAsync(call, (_, _) => ValueTask.FromResult(Given.Answer()), CancellationToken.None);
}
