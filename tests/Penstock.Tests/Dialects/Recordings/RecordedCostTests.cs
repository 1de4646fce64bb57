using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Tokens;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;
using Penstock.Pipeline.Prices;
using Penstock.Tests.Dialects.Grid;
using Penstock.Tests.Dialects.Streams;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Recordings;

/// <summary>Any recorded conversation costs the same streamed, not streamed and cut at any event, for the same tokens; and never nothing.</summary>
public sealed class RecordedCostTests(ITestOutputHelper output)
{
    // Every kind has a price of its own, so that tokens of the wrong kind show.
    private static readonly PriceList Price = new("USD", "test", new Dictionary<UsageUnit, PriceRate>
    {
        [Unit("input_mtok")] = new(3),
        [Unit("cache_read_mtok")] = new(0.3m),
        [Unit("cache_write_mtok")] = new(3.75m),
        [Unit("cache_write_1h_mtok")] = new(6),
        [Unit("input_audio_mtok")] = new(40),
        [Unit("cache_audio_read_mtok")] = new(2.5m),
        [Unit("output_mtok")] = new(15),
        [Unit("output_reasoning_mtok")] = new(16),
        [Unit("output_audio_mtok")] = new(80),
    });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_costs_the_same_streamed_and_not()
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var (at, own) in Conversations())
        {
            var (answer, told) = await own.ReadConversationAsync(at);
            if (told is not { } usage)
            {
                continue;
            }

            var unstreamed = own.ReadAnswer(own.WriteAnswer(answer, null), "application/json")!.Value.Usage ?? default;
            var streamed = (await own.ReadStreamAsync(own.WriteStream(AnswerChunks.Of(answer)), own.Protocol.StreamContentType, 65536)).Usage ?? default;
            count++;
            if (Price.Cost(usage).Total is var cost && (cost == 0 || Price.Cost(unstreamed).Total != cost || Price.Cost(streamed).Total != cost))
            {
                wrong.Add($"{at.Id} {at.Provider}: {cost}, unstreamed {Price.Cost(unstreamed).Total}, streamed {Price.Cost(streamed).Total}");
            }
        }

        output.WriteLine($"{count} conversations");
        Assert.Empty(wrong);
        Assert.True(count > 90, $"only {count}");
    }

    // Complaint A1 of gateways.md, section 5: every streamed call of one provider was priced 0. And A6: interrupted ones were not billed.
    [Fact]
    public async Task A_stream_that_is_cut_at_any_event_costs_what_its_tokens_cost_and_never_nothing()
    {
        var (streams, cuts, estimated) = (0, 0, 0);
        List<string> wrong = [];
        var costs = new Dictionary<TokenUsage, decimal>();
        foreach (var (at, own) in Conversations().Where(one => one.At.Stream))
        {
            var type = at.ResponseHeaders.GetValueOrDefault("content-type");
            var events = Events(at, type);
            streams++;
            for (var kept = 0; kept <= events.Count; kept++)
            {
                byte[] bytes = [.. events.Take(kept).SelectMany(one => one)];
                var state = await RunAsync(own, at, bytes, type);
                cuts++;
                estimated += state.UsageEstimated ? 1 : 0;
                var usage = state.Usage ?? default;
                if (state.Cost is not { Total: > 0 and var cost } || cost != Price.Cost(usage).Total || state.PriceUnknown || costs.TryGetValue(usage, out var other) && other != cost)
                {
                    wrong.Add($"{at.Id} {at.Provider} after {kept} of {events.Count}: {state.Cost?.Total} for {usage}");
                }
                else
                {
                    costs[usage] = cost;
                }
            }

            var whole = await RunAsync(own, at, at.ResponseBody, type);
            if (await own.ReadStreamAsync(at.ResponseBody, type, 65536) is { Usage: { } told } && (whole.UsageEstimated || whole.Usage != told))
            {
                wrong.Add($"{at.Id}: told {told}, but {whole.Usage}, estimated {whole.UsageEstimated}");
            }
        }

        output.WriteLine($"{streams} streams, {cuts} cuts, {estimated} estimated");
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n" + string.Join("\n", wrong.Take(40)));
        Assert.True(streams > 40 && cuts > 1000, $"only {streams} streams, {cuts} cuts");
    }

    // Complaint A2: usage was lost when the last chunk also had choices, and the cost was wrong by a factor of four.
    [Fact]
    public async Task The_usage_of_a_last_chunk_that_also_has_choices_is_not_lost()
    {
        const string Stream =
            "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n"
            + "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":500,\"total_tokens\":1500}}\n\ndata: [DONE]\n\n";
        var openAi = RecordedDialect.Clients.First(one => one.Provider is OpenAiProvider);

        var (_, _, usage, _) = await openAi.ReadStreamAsync(Encoding.UTF8.GetBytes(Stream), "text/event-stream", 7);

        Assert.Equal(((1000 * 3m) + (500 * 15m)) / 1_000_000, Price.Cost(usage!.Value).Total);
    }

    private static async Task<CallState> RunAsync(RecordedDialect own, Exchange at, byte[] bytes, string? type)
    {
        using var call = own.CallOf(at.RequestBody);
        var target = call.State.Model!.Targets[0];
        (call.State.Target, call.State.Streaming) = (target, true);
        CallError? error = null;
        var stage = new PriceStage(new OnePrice(), () => MoneyOptions.Default, UsageEstimate.OfInput);
        await stage.RunAsync(call, async (_, ct) =>
        {
            await using var frames = own.Provider.ReadStream(new PiecesStream(bytes.Chunk(65536)), new AnswerSource(call, new ProviderRequest(own.Path, []) { Stream = true, Forwarded = true }, type, []));
            var any = false;
            while (await frames.ReadAsync(ct) is { } frame)
            {
                error = frame.Error;
                any |= frame.Kind is FrameKind.Data or FrameKind.Terminal;
            }

            call.State.AddAttempt(new Attempt("house", "m", any ? null : error) { Target = target });
            return CallResult.Fail(error ?? new CallError(ErrorKind.Internal, "Nobody reads this."));
        }, Ct);
        await call.EndAsync(error is null ? CallEnd.Completed : CallEnd.Cut, error, Ct);
        return call.State;
    }

    private static IEnumerable<(Exchange At, RecordedDialect Own)> Conversations() =>
        ExchangeStore.Load(SharedData.Path("exchanges")).All.Where(at => at.Status == 200)
            .Select(at => (At: at, Own: RecordedDialect.Of(at))).Where(one => one.Own is { IsChat: true }).Select(one => (one.At, one.Own!));

    private static List<byte[]> Events(Exchange at, string? type) =>
        type?.Contains("eventstream", StringComparison.Ordinal) == true ? StreamEvents.OfMessages(at.ResponseBody)
        : type?.Contains("json", StringComparison.Ordinal) == true ? StreamEvents.OfArray(at.ResponseBody)
        : StreamEvents.OfText(at.ResponseBody);

    private static UsageUnit Unit(string price) => UsageUnits.OfPrice(price)!;

    private sealed class OnePrice : IPrices
    {
        public PriceQuote Quote(Model model, Target target, DateTimeOffset at) => Price;
    }
}
