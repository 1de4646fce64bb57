using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Domain.Models;
using Penstock.Pipeline.Invoke;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Invoke;

public sealed class InvokeStageTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Calls_the_engine_and_stamps_its_first_start()
    {
        using var call = Given.Call(_time);
        var answer = Given.Answer();
        call.State.Target = Given.Target(new FakeEngine((_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return ValueTask.FromResult(answer);
        }));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(answer, await RunAsync(call));
        await RunAsync(call);

        Assert.Equal(TimeSpan.FromSeconds(1), call.Between(call.Started, call.State.EngineStarted));
    }

    [Fact]
    public async Task Is_a_bug_without_a_target()
    {
        using var call = Given.Call(_time);

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(call).AsTask());
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, null)]
    public async Task Estimates_tokens_where_the_engine_does_not_count_them(bool counts, int? estimated)
    {
        using var call = Given.Call(_time, new CallHead { Capability = Capability.CountTokens, Dialect = "test" });
        call.State.Model = Given.Model("gpt");
        call.State.Request = new AskedRequest(new ChatInput
        {
            Messages = [Message.Of(Role.User, "What is a penstock?")],
            Tools = [new FunctionTool("f") { Parameters = "{}" }],
        });
        var answer = Given.Answer();
        call.State.Target = Given.Target(new FakeEngine((_, _) => ValueTask.FromResult(answer))) with { Capabilities = counts ? [Capability.Chat, Capability.CountTokens] : [Capability.Chat] };

        var result = await RunAsync(call);

        Assert.Equal(counts, ReferenceEquals(answer, result));
        Assert.Equal(estimated is { } tokens ? new TokenCountOutput(tokens, Estimated: true) : null, ((result as CallResult.Unary)?.Answer as OutputAnswer)?.Output as TokenCountOutput);
    }

    private static ValueTask<CallResult> RunAsync(Call call) =>
        new InvokeStage((model, chat) => model == "gpt-upstream" && chat.Tools.Count == 1 ? 6 : 0).RunAsync(call, null!, CancellationToken.None);

    private sealed class AskedRequest(ChatInput input) : CallRequest
    {
        public override string? Model => null;

        public override bool Stream => false;

        public override ReadOnlyMemory<byte> Body => default;

        public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (input, null);

        public override void Dispose()
        {
        }
    }
}
