using System.Text;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// Puts a word of OpenAI's own list where a provider says another: <c>eos</c>, <c>model_length</c>, <c>insufficient_system_resource</c>.
/// DIALECT: OpenAI .NET raises on a finish reason it does not know.
/// </summary>
internal static class OddFinish
{
    /// <summary>An answer or a chunk with every finish reason of the list; the tap is read anew.</summary>
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> json, ref OpenAiTap tap)
    {
        while (!tap.OddFinish.Equals(default))
        {
            var (from, to) = (tap.OddFinish.Start.Value, tap.OddFinish.End.Value);

            // As it stands: no odd word that means something has escapes, and one may hold what is no UTF-8.
            var said = Encoding.UTF8.GetString(json.Span[(from + 1)..(to - 1)]);
            var word = FinishWords.Write(FinishWords.Read(said), refused: true);
            var mended = new byte[json.Length - (to - from) + word.Length + 2];
            json.Span[..from].CopyTo(mended);
            mended[from] = mended[from + word.Length + 1] = (byte)'"';
            Encoding.ASCII.GetBytes(word, mended.AsSpan(from + 1));
            json.Span[to..].CopyTo(mended.AsSpan(from + word.Length + 2));
            json = mended;
            if (!OpenAiTap.TryRead(mended, out tap))
            {
                throw new InvalidOperationException("A word was replaced by another, and JSON is JSON no more.");
            }
        }

        return json;
    }
}
