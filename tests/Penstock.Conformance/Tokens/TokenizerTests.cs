using System.Text.Json;
using Penstock.Conformance.Npm;
using Penstock.Dialects.Tokens;
using Xunit;

namespace Penstock.Conformance.Tokens;

/// <summary>The counts are those of npm gpt-tokenizer, over many texts: naughty ones, many languages, code, and nonsense.</summary>
public sealed class TokenizerTests
{
    private static readonly string[] Languages =
    [
        "The quick brown fox's jumping; it'll do 12345 laps, WON'T IT?", "Größe und Straße: „Maß“ – 3,14 €", "L'été où j'ai vécu…", "¿Qué tal, niño?", "Жил-был у бабушки серенький козлик",
        "日本語のテキストとカタカナ、漢字。", "中文文本，没有空格。", "한국어 문장입니다.", "هذا نص عربي طويل", "זה טקסט בעברית", "ภาษาไทยไม่มีช่องว่าง", "हिन्दी में लिखा हुआ", "Ελληνικά ΚΑΙ μικρά",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝐀𝐁𝐂 𠜎𠜱 🏳️‍🌈👩‍👩‍👧‍👦", "e\u0301 a\u0308\u0304 Z\u0351\u036b", "def f(x):\n    return {\"a\": [1, 2.5e-3]}  # ok\n\n\n", "  \t\r\n \n  x\n   ", "a\u00a0b\u2003c\ufeffd\u0085e\u180ef",
        "<|endoftext|><|im_start|>", "''s 'S 'LL'lL've'RE x's'd'm't", "http://a.b/c?d=e&f=//g\n/h", "\ud800 half \udc00", new string('a', 3000), new string(' ', 500) + "x", string.Concat(Enumerable.Repeat("漢字", 800)), "٣٤٥٦ ⅷ ½ ²³ 1234567",
    ];

    [Fact]
    public async Task Counts_are_the_same()
    {
        var data = Penstock.Tests.SharedData.Path("robustness/blns.json");
        List<string> texts = [.. JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(data, TestContext.Current.CancellationToken))!, .. Languages, .. Mixed()];

        var counted = await NodeSdk.RunAsync<Counts>("tokens.mjs", new { texts });

        var wrong = new List<string>();
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i].Contains('\ufeff', StringComparison.Ordinal))
            {
                // gpt-tokenizer keeps its tokens as strings and loses the one that is a byte order mark.
                continue;
            }

            var (newer, older) = (BytePairEncoding.O200k!.Count(texts[i]), BytePairEncoding.Cl100k!.Count(texts[i]));
            if ((newer, older) != (counted.Newer[i], counted.Older[i]))
            {
                wrong.Add($"({newer}, {older}) and not ({counted.Newer[i]}, {counted.Older[i]}): {JsonSerializer.Serialize(texts[i][..Math.Min(60, texts[i].Length)])}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(texts.Count > 1500);
    }

    // Pieces of all of them, joined by chance from a fixed seed.
    private static IEnumerable<string> Mixed()
    {
        var random = new Random(4711);
        var all = string.Join("", Languages.Where(text => text.Length < 100 && !text.Any(char.IsSurrogate)));
        for (var i = 0; i < 1000; i++)
        {
            yield return string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => all.Substring(random.Next(all.Length - 12), random.Next(1, 12))));
        }
    }

    private sealed record Counts(int[] Newer, int[] Older);
}
