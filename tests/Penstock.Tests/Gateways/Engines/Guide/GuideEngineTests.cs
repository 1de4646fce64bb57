using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Guide;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Guide;

public sealed class GuideEngineTests
{
    private const string Question = "Where is the admin key?";
    private readonly GuideEngine _guide = new(Corpus.Index);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quotes_the_passage_and_says_where_it_stands()
    {
        var output = await AnswerAsync(Ask(Question));

        var choice = Assert.Single(output.Choices);
        Assert.StartsWith("I am a retriever, not a language model", choice.Message.Text);
        Assert.Contains("**README.md**, “Penstock › Keys”:\n\n> The admin key is printed once at first start.", choice.Message.Text);
        Assert.Equal(new Finish(FinishReason.Stop), choice.Finish);
        Assert.Equal("guide-1", output.Model);
    }

    [Fact]
    public async Task Says_so_when_it_finds_nothing()
    {
        var text = (await AnswerAsync(Ask("What is the capital of France?"))).Choices[0].Message.Text;

        Assert.Contains("not a language model", text);
        Assert.Contains("I found nothing about that in them.", text);
        Assert.Contains("README.md, docs/architecture.md", text);
        Assert.Contains("has no text", (await AnswerAsync(Ask(" "))).Choices[0].Message.Text);
    }

    [Fact]
    public void Says_in_its_description_that_it_is_a_retriever() => Assert.Contains("a retriever and not a language model", GuideEngine.Description);

    [Fact]
    public async Task Counts_words_as_tokens()
    {
        var output = await AnswerAsync(new ChatInput { Messages = [Message.Of(Role.System, "Be brief."), Message.Of(Role.User, Question)] });

        Assert.Equal(7, output.Usage!.Value.Input);
        Assert.Equal(output.Choices[0].Message.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length, output.Usage.Value.Output);
    }

    [Fact]
    public async Task Stops_at_the_most_tokens()
    {
        var output = await AnswerAsync(Ask(Question) with { MaxOutputTokens = 4 });

        Assert.Equal("I am a retriever,", output.Choices[0].Message.Text);
        Assert.Equal(FinishReason.Length, output.Choices[0].Finish!.Value.Reason);
        Assert.Equal(4, output.Usage!.Value.Output);
    }

    [Fact]
    public async Task Stops_before_the_first_stop_sequence()
    {
        var output = await AnswerAsync(Ask(Question) with { Stop = ["language", ", not", "nowhere"] });

        Assert.Equal("I am a retriever", output.Choices[0].Message.Text);
        Assert.Equal(FinishReason.Stop, output.Choices[0].Finish!.Value.Reason);
        Assert.Equal(", not", output.Choices[0].StopSequence);
    }

    [Fact]
    public async Task Streams_the_same_answer_word_by_word()
    {
        var whole = await AnswerAsync(Ask(Question));
        using var call = CallOf(Ask(Question), stream: true);
        await using var result = await _guide.InvokeAsync(call, TargetOf(), Ct);
        var frames = Assert.IsType<CallResult.Streamed>(result).Frames;

        var chunks = new List<ChatChunk>();
        while (await frames.ReadAsync(Ct) is { Kind: FrameKind.Data } frame)
        {
            chunks.Add(Assert.Single(frame.Chunks));
        }

        var words = chunks.OfType<TextChunk>().ToList();
        Assert.IsType<StartChunk>(chunks[0]);
        Assert.Equal(whole.Choices[0].Message.Text, string.Concat(words.Select(word => word.Text)));
        Assert.Equal(whole.Usage!.Value.Output, words.Count);
        Assert.Equal([new FinishChunk(new Finish(FinishReason.Stop)), new UsageChunk(whole.Usage.Value)], chunks[^2..]);
        Assert.Equal(whole.Usage, call.State.Usage);
        Assert.False(frames.HasBuffered);
        Assert.Null(await frames.ReadAsync(Ct));
    }

    [Fact]
    public async Task Counts_what_was_streamed_when_the_client_left()
    {
        using var call = CallOf(Ask(Question), stream: true);
        await using var result = await _guide.InvokeAsync(call, TargetOf(), Ct);
        var frames = ((CallResult.Streamed)result).Frames;
        for (var i = 0; i < 4; i++)
        {
            await frames.ReadAsync(Ct);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await frames.ReadAsync(new CancellationToken(canceled: true)));
        Assert.Equal(3, call.State.Usage!.Value.Output);
    }

    public static TheoryData<string> Impossible() => ["max_tokens", "n", "tool_choice", "response_format", "logprobs"];

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task Refuses_what_it_cannot_do(string param)
    {
        var input = param switch
        {
            "max_tokens" => Ask(Question) with { MaxOutputTokens = 0 },
            "n" => Ask(Question) with { ChoiceCount = 2 },
            "tool_choice" => Ask(Question) with { ToolChoice = ToolChoice.Required },
            "response_format" => Ask(Question) with { ResponseFormat = new JsonObjectFormat() },
            _ => Ask(Question) with { LogProbs = true },
        };
        using var call = CallOf(input, stream: false);

        await using var result = await _guide.InvokeAsync(call, TargetOf(), Ct);

        var error = Assert.IsType<CallResult.Failed>(result).Error;
        Assert.Equal((ErrorKind.InvalidRequest, param), (error.Kind, error.Param));
    }

    private static ChatInput Ask(string text) => new() { Messages = [Message.Of(Role.User, text)] };

    private async Task<ChatOutput> AnswerAsync(ChatInput input)
    {
        using var call = CallOf(input, stream: false);
        await using var result = await _guide.InvokeAsync(call, TargetOf(), Ct);
        var output = Assert.IsType<ChatOutput>(Assert.IsType<CallResult.Unary>(result).Answer.Output);
        Assert.Equal(output.Usage, call.State.Usage);
        return output;
    }

    private Target TargetOf() => new("guide", "guide-1", _guide, new RouteOptions());

    private Call CallOf(ChatInput input, bool stream)
    {
        var call = new Call("call_1", new CallHead { Capability = Capability.Chat, Dialect = "openai" }, new NoBody(), TimeProvider.System);
        call.State.Model = new Model { Id = "guide", Capabilities = [Capability.Chat], Targets = [TargetOf()], Source = "box" };
        call.State.Request = new ReadyRequest(input, stream);
        return call;
    }

    private sealed class ReadyRequest(ChatInput input, bool stream) : CallRequest
    {
        public override string? Model => "guide";

        public override bool Stream => stream;

        public override ReadOnlyMemory<byte> Body => default;

        public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (input, null);

        public override void Dispose()
        {
        }
    }
}
