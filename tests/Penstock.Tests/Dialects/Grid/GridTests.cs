using System.Text;
using System.Text.Json;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>Every thing, from every client's dialect to every provider's and back: it arrives, or it is named.</summary>
public sealed class GridTests
{
    private static readonly ErrorKind[] s_kinds = [ErrorKind.InvalidRequest, ErrorKind.ModelNotFound, ErrorKind.TooLarge, ErrorKind.RateLimited, ErrorKind.Unavailable, ErrorKind.Internal];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var client in GridDialects.All)
            {
                foreach (var provider in GridDialects.All)
                {
                    pairs.Add(client.Name, provider.Name);
                }
            }

            return pairs;
        }
    }

    public static TheoryData<string> Dialects => [.. GridDialects.All.Select(dialect => dialect.Name)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Nothing_of_a_request_is_lost_in_silence(string client, string provider) =>
        Assert.Empty(RequestCases.All.Select(row => (row.Name, Cell: GridRun.Request(row, GridDialects.Of(client), GridDialects.Of(provider))))
            .Where(cell => cell.Cell.Verdict == GridVerdict.Lost).Select(cell => $"{cell.Name}: {cell.Cell.Names}\n{cell.Cell.Wire}"));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Nothing_of_an_answer_is_lost_in_silence(string client, string provider) =>
        Assert.Empty(AnswerCases.All.Select(row => (row.Name, Cell: GridRun.Answer(row, GridDialects.Of(provider), GridDialects.Of(client))))
            .Where(cell => cell.Cell.Verdict == GridVerdict.Lost).Select(cell => $"{cell.Name}: {cell.Cell.Names}\n{cell.Cell.Wire}"));

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Nothing_of_a_stream_is_lost_in_silence(string client, string provider)
    {
        List<string> lost = [];
        foreach (var row in AnswerCases.All)
        {
            var cell = await GridRun.StreamAsync(row, GridDialects.Of(provider), GridDialects.Of(client));
            if (cell.Verdict == GridVerdict.Lost)
            {
                lost.Add($"{row.Name}: {cell.Names}\n{cell.Wire}");
            }
        }

        Assert.Empty(lost);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_stream_and_an_answer_fare_alike(string client, string provider)
    {
        foreach (var row in AnswerCases.All)
        {
            var answer = GridRun.Answer(row, GridDialects.Of(provider), GridDialects.Of(client));
            var stream = await GridRun.StreamAsync(row, GridDialects.Of(provider), GridDialects.Of(client));

            Assert.True(answer.Verdict == stream.Verdict, $"{row.Name}: the answer is {answer.Verdict} ({answer.Names}), the stream {stream.Verdict} ({stream.Names})");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void An_error_keeps_its_message_and_is_valid_in_the_client_s_dialect(string client, string provider)
    {
        foreach (var kind in s_kinds)
        {
            var error = new CallError(kind, "The water is too low.");
            var fault = GridDialects.Of(provider).Provider.ReadFault(GridDialects.Of(provider).WriteError(error), "application/json", error.Status);
            var written = GridDialects.Of(client).WriteError(fault);
            var read = GridDialects.Of(client).Provider.ReadFault(written, "application/json", fault.Status);

            Assert.Equal((ErrorKind.ProviderError, error.Status), (fault.Kind, fault.Status));
            Assert.Contains("The water is too low.", read.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Requests_are_written_as_the_golden_cases_say(string name)
    {
        var text = new StringBuilder();
        foreach (var row in RequestCases.All)
        {
            var written = GridDialects.Of(name).WriteRequest(row.Input, stream: false);
            text.Append($"=== {row.Name}\n")
                .Append(written.Losses.Refused is { } refused ? $"refused: {refused.Feature} at {refused.Param}\n" : $"{written.Path}\n{Indented(GridRun.Joined(written.Body))}\n")
                .Append(written.Losses.Count > 0 ? $"dropped: {string.Join(", ", written.Losses.Names)}\n" : "");
        }

        Golden(name + ".requests.txt", text.ToString());
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Answers_are_written_as_the_golden_cases_say(string name)
    {
        var text = new StringBuilder();
        foreach (var row in AnswerCases.All)
        {
            var (body, dropped) = GridDialects.Of(name).WriteAnswer(row.Output);
            text.Append($"=== {row.Name}\n{Indented(body)}\n").Append(dropped.Count > 0 ? $"dropped: {string.Join(", ", dropped)}\n" : "");
        }

        Golden(name + ".answers.txt", text.ToString());
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Streams_are_written_as_the_golden_cases_say(string name)
    {
        var text = new StringBuilder();
        foreach (var row in AnswerCases.All.Where(row => !row.Name.StartsWith("usage:", StringComparison.Ordinal)))
        {
            var (body, dropped) = GridDialects.Of(name).WriteStream(row.Frames);
            text.Append($"=== {row.Name}\n{GridRun.Text(body)}\n").Append(dropped.Count > 0 ? $"dropped: {string.Join(", ", dropped)}\n" : "");
        }

        Golden(name + ".streams.txt", text.ToString());
    }

    [Fact]
    public void The_document_s_grid_is_what_the_cells_say() => DialectsDocument.Hold("grid", GridDocument.Write());

    private static void Golden(string name, string made)
    {
        var file = Repository.File("tests", "Penstock.Tests", "Dialects", "Grid", "Cases", name);
        if (Repository.UpdatesDocuments)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, made);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "", made.ReplaceLineEndings("\n"));
    }

    private static string Indented(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
