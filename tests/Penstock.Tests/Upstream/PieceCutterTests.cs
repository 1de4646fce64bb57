using System.Text;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Upstream;

public sealed class PieceCutterTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: {\"text\":\"größer 漢字 🙂\"}\n\n", 200)));

    [Fact]
    public void Odd_pieces_cut_inside_characters_and_between_line_feeds_and_never_exceed_97_bytes()
    {
        var ends = Ends(Pieces.Odd, 1);
        Assert.Contains(ends, end => end < Body.Length && (Body[end] & 0xC0) == 0x80);
        Assert.Contains(ends, end => end < Body.Length && Body[end - 1] == '\n' && Body[end] == '\n');
        Assert.All(ends.Zip(ends.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 97));
    }

    [Fact]
    public void The_same_seed_cuts_at_the_same_places_and_another_elsewhere()
    {
        Assert.Equal(Ends(Pieces.Odd, 7), Ends(Pieces.Odd, 7));
        Assert.NotEqual(Ends(Pieces.Odd, 7), Ends(Pieces.Odd, 8));
    }

    [Fact]
    public void One_piece_an_event_ends_where_events_end() =>
        Assert.Equal(Enumerable.Range(1, 200).Select(i => i * Body.Length / 200), Ends(Pieces.Event, 1));

    private static List<int> Ends(Pieces pieces, int seed)
    {
        var answer = new Answer(200, [new("content-type", "text/event-stream")], Body);
        var cutter = new PieceCutter(pieces, seed, BodyEvents.Ends(answer));
        var ends = new List<int>();
        for (var at = 0; at < Body.Length;)
        {
            ends.Add(at += cutter.Next(Body, at));
        }

        return ends;
    }
}
