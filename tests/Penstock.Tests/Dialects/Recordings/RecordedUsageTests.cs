using Penstock.Tests.Dialects.Grid;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Recordings;

/// <summary>The usage of every recorded conversation is the same streamed and not, in its own dialect and in every client's.</summary>
public sealed class RecordedUsageTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Usage_is_the_same_streamed_and_not_in_every_dialect()
    {
        var (count, told) = (0, 0);
        List<string> wrong = [];
        foreach (var at in ExchangeStore.Load(SharedData.Path("exchanges")).All.Where(at => at.Status == 200))
        {
            if (RecordedDialect.Of(at) is not { IsChat: true } own)
            {
                continue;
            }

            var (answer, metered) = await own.ReadConversationAsync(at);
            count++;
            told += metered is null ? 0 : 1;
            if (answer.Usage != metered)
            {
                wrong.Add($"{at.Id}: metered {metered}, read {answer.Usage}");
            }

            // In its own dialect all kinds of tokens survive; in another, streamed and not are at least the same.
            foreach (var client in RecordedDialect.Clients)
            {
                var whole = client.ReadAnswer(client.WriteAnswer(answer, null), "application/json")!.Value.Usage;
                var streamed = (await client.ReadStreamAsync(client.WriteStream(AnswerChunks.Of(answer)), client.Protocol.StreamContentType, 65536)).Usage;
                if ((whole ?? default) != (streamed ?? default) || (client.Protocol.Dialect == own.Protocol.Dialect && (whole ?? default) != (metered ?? default)))
                {
                    wrong.Add($"{at.Id} {at.Provider} by {client.Provider.Name}: recorded {metered}, unstreamed {whole}, streamed {streamed}");
                }
            }
        }

        output.WriteLine($"{count} conversations, {told} with usage, by {RecordedDialect.Clients.Count} dialects");
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n" + string.Join("\n", wrong));
        Assert.True(count > 100 && told > 90, $"only {count} conversations, {told} with usage");
    }
}
