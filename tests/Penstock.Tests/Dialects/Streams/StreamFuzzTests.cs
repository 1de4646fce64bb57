using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.EventStreams;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Streams;

/// <summary>Every stream reader against broken recordings, from fixed seeds: some thousands, and a million with PENSTOCK_FULL=1.</summary>
public sealed class StreamFuzzTests(ITestOutputHelper output)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("PENSTOCK_FULL") == "1";
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("PENSTOCK_FUZZ_CASES"), out var asked) ? asked : Full ? 1_000_000 : 6_000;

    public static TheoryData<string> Dialects => [.. FuzzDialect.All.Select(dialect => dialect.Name)];

    [Fact]
    public void No_broken_stream_raises_or_is_called_finished()
    {
        var recordings = ExchangeStore.Load(SharedData.Path("exchanges"));
        var each = Cases / FuzzDialect.All.Count;
        var wrong = new ConcurrentBag<string>();
        var tally = new ConcurrentBag<(string Name, int Finished, int Failed, long Allocated)>();
        var watch = Stopwatch.StartNew();
        var parts = FuzzDialect.All.SelectMany(dialect => Enumerable.Range(0, 20).Select(part => (dialect, part)));
        Parallel.ForEach(parts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, run =>
        {
            var fuzz = new StreamFuzz(run.dialect, recordings);
            for (var number = run.part; number < each && wrong.Count < 200; number += 20)
            {
                if (fuzz.Run(number) is { } what)
                {
                    wrong.Add(what);
                }
            }

            tally.Add((run.dialect.Name, fuzz.Finished, fuzz.Failed, fuzz.MostAllocated));
        });

        var all = tally.GroupBy(one => one.Name).Select(group => (Name: group.Key, Finished: group.Sum(one => one.Finished), Failed: group.Sum(one => one.Failed), Allocated: group.Max(one => one.Allocated))).ToList();
        all.ForEach(one => output.WriteLine($"{one.Name}: {one.Finished} finished, {one.Failed} failed, at most {one.Allocated} bytes allocated a byte"));
        output.WriteLine($"{all.Sum(one => one.Finished + one.Failed)} cases in {watch.Elapsed.TotalSeconds:F0} s");
        Assert.True(wrong.IsEmpty, string.Join("\n\n", wrong.Order().GroupBy(Kind).Select(kind => $"{kind.Count()} times: {kind.MinBy(one => one.Length)}")));

        // Else the cases would say nothing: enough of them end, and enough do not.
        Assert.All(all, one => Assert.True(one.Finished > each / 50 && one.Failed > each / 50, $"{one.Name}: {one.Finished} finished, {one.Failed} failed"));
    }

    /// <summary>What was found by chance once: each raised an exception, or was read though it cannot be.</summary>
    public static TheoryData<string, byte[], FrameKind> Found => new()
    {
        { "Cohere", Text("{\"type\":\"message-end\",\"delta\":{\"usage\":{\"billed_units\":" + new string('[', 80) + new string(']', 80) + "}}}"), FrameKind.Error },
        { "Cohere", Text("""{"type":"message-end","delta":{"error":"\ud83d"}}"""), FrameKind.Error },
        { "OpenAI chat", [.. "data: {\"choices\":[{\"finish_reason\":\"e"u8, 0xE8, .. "\"}]}\n\ndata: [DONE]\n\n"u8], FrameKind.Terminal },
        { "Bedrock invoke", Messages.Event("chunk", """{"bytes":"eyJzdG9wX3JlYXNvbiI6ImEifQ==","""), FrameKind.Error },
        { "Bedrock invoke", Messages.Event("chunk", "{\"bytes\":\"" + Convert.ToBase64String("""{"type":"\ud83d"}"""u8) + "\"}"), FrameKind.Error },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public async Task What_was_found_once_stays_mended(string name, byte[] stream, FrameKind end) =>
        Assert.Equal(end, await EndAsync(FuzzDialect.All.Single(one => one.Name == name), new MemoryStream(stream)));

    [Fact]
    public async Task An_error_that_is_written_anew_has_no_name_at_the_place_of_the_old_one()
    {
        using var call = FuzzClient.NewCall(Capability.Chat);
        await using var frames = FuzzDialect.All.Single(one => one.Name == "Anthropic").Read(new MemoryStream(Text("""{"message":{"model":"m"},"type":"error"}""")), call);

        var frame = await frames.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((FrameKind.Error, 0, default(Range)), (frame!.Kind, frame.Raw.Length, frame.ModelValue));
    }

    [Fact]
    public void No_client_sees_the_end_before_it_is_known()
    {
        foreach (var client in FuzzClient.All)
        {
            var written = new ArrayBufferWriter<byte>();
            using var encoder = client.NewEncoder();
            encoder.Write(new ChunkFrame(new StartChunk(), new TextChunk("a"), new FinishChunk(new Finish(FinishReason.Stop)), new UsageChunk(new TokenUsage { Input = 1 })), written);
            Assert.False(client.IsFinished(written.WrittenSpan), client.Name);

            encoder.Write(ChunkFrame.Terminal(), written);
            Assert.Equal(client.End.Count > 0, client.IsFinished(written.WrittenSpan));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_whole_stream_is_finished_and_every_beginning_without_its_end_is_not(string name)
    {
        var dialect = FuzzDialect.All.Single(one => one.Name == name);
        foreach (var seed in dialect.Seeds(ExchangeStore.Load(SharedData.Path("exchanges"))))
        {
            Assert.True(dialect.MayEnd(seed), $"{name}: the oracle does not see the end of a whole stream.");
            Assert.Equal(FrameKind.Terminal, await EndAsync(dialect, new MemoryStream(seed)));

            // Behind each event, and in the middle of each; of long recordings, some.
            var events = dialect.Cut(seed);
            var step = Math.Max(1, events.Count / 40);
            for (var count = 0; count < events.Count; count++)
            {
                if (count % step != 0 && count < events.Count - 3)
                {
                    continue;
                }

                byte[] begun = [.. events.Take(count).SelectMany(one => one)];
                foreach (var cut in (byte[][])[begun, [.. begun, .. events[count][..(events[count].Length / 2)]]])
                {
                    var end = await EndAsync(dialect, new MemoryStream(cut));
                    Assert.Equal(dialect.MayEnd(cut) ? end : FrameKind.Error, end);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_event_without_an_end_is_given_up(string name)
    {
        var dialect = FuzzDialect.All.Single(one => one.Name == name);
        await using var body = new EndlessBody(dialect.ContentType == "application/json" ? "[{\"a\":\""u8.ToArray() : [.. "data: "u8]);

        Assert.Equal(FrameKind.Error, await EndAsync(dialect, body));
        Assert.InRange(body.Given, 0, WireFrames.LongestEvent + (64 * 1024));
    }

    private static byte[] Text(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");

    private static async Task<FrameKind?> EndAsync(FuzzDialect dialect, Stream body)
    {
        using var call = FuzzClient.NewCall(dialect.Capability);
        FrameKind? last = null;
        await using var frames = dialect.Read(body, call);
        while (await frames.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
        {
            last = frame.Kind;
        }

        return last;
    }

    // What is wrong, and where it was thrown: one of each is shown.
    private static string Kind(string wrong)
    {
        var lines = wrong.Split('\n');
        return lines[0][(lines[0].IndexOf(':') + 1)..] + lines.Skip(1).FirstOrDefault(line => line.Contains("at Penstock.", StringComparison.Ordinal));
    }
}
