using System.Buffers;
using System.Text;

namespace Penstock.Dialects.Tokens;

/// <summary>Byte-pair encoding: how many tokens a text has. The cost grows with the text's length alone, however it is made.</summary>
/// <param name="ranks">The tokens.</param>
/// <param name="newer">Whether the text is cut as o200k does, else as cl100k.</param>
internal sealed class BytePairEncoding(TokenRanks ranks, bool newer)
{
    /// <summary>OpenAI's newer encoding: gpt-4o, gpt-4.1, gpt-5, o1 and later. Null where Penstock was built without its ranks.</summary>
    public static BytePairEncoding? O200k => s_o200k.Value;

    /// <summary>OpenAI's older encoding: gpt-4, gpt-3.5, embeddings. Null where Penstock was built without its ranks.</summary>
    public static BytePairEncoding? Cl100k => s_cl100k.Value;

    private static readonly Lazy<BytePairEncoding?> s_o200k = new(() => TokenRanks.Load("o200k_base") is { } ranks ? new BytePairEncoding(ranks, newer: true) : null);
    private static readonly Lazy<BytePairEncoding?> s_cl100k = new(() => TokenRanks.Load("cl100k_base") is { } ranks ? new BytePairEncoding(ranks, newer: false) : null);

    /// <summary>How many tokens a text has. Words that name special tokens are text.</summary>
    public int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        var pieces = new TextSplit(text, newer);
        Span<byte> small = stackalloc byte[256];
        while (pieces.Next() is { IsEmpty: false } piece)
        {
            var most = Encoding.UTF8.GetMaxByteCount(piece.Length);
            var rented = most > small.Length ? ArrayPool<byte>.Shared.Rent(most) : null;
            var bytes = rented ?? small;
            count += Count(bytes[..Encoding.UTF8.GetBytes(piece, bytes)]);
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }

        return count;
    }

    private int Count(ReadOnlySpan<byte> piece)
    {
        if (piece.Length == 1 || ranks.Of(piece) != int.MaxValue)
        {
            return 1;
        }

        // Tokens as a list by their starts: the neighbours with the lowest rank are joined, leftmost first.
        var next = new int[piece.Length + 1];
        var before = new int[piece.Length + 1];
        var queue = new PriorityQueue<(int Start, int End), long>(piece.Length);
        for (var i = 0; i <= piece.Length; i++)
        {
            (next[i], before[i]) = (i + 1, i - 1);
        }

        for (var i = 0; i + 1 < piece.Length; i++)
        {
            Offer(piece, queue, i, i + 2);
        }

        var count = piece.Length;
        while (queue.TryDequeue(out var pair, out _))
        {
            // What was joined since is no pair any more.
            if (next[pair.Start] < 0 || next[pair.Start] >= piece.Length || next[next[pair.Start]] != pair.End)
            {
                continue;
            }

            var gone = next[pair.Start];
            next[pair.Start] = pair.End;
            before[pair.End] = pair.Start;
            next[gone] = -1;
            count--;
            if (pair.End < piece.Length)
            {
                Offer(piece, queue, pair.Start, next[pair.End]);
            }

            if (before[pair.Start] >= 0)
            {
                Offer(piece, queue, before[pair.Start], pair.End);
            }
        }

        return count;
    }

    private void Offer(ReadOnlySpan<byte> piece, PriorityQueue<(int Start, int End), long> queue, int start, int end)
    {
        if (ranks.Of(piece[start..end]) is var rank && rank != int.MaxValue)
        {
            queue.Enqueue((start, end), ((long)rank << 32) | (uint)start);
        }
    }
}
