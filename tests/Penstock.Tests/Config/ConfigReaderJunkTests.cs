using System.Text;
using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

/// <summary>Whatever the text, the reader answers with a configuration or with mistakes, never with an exception.</summary>
public class ConfigReaderJunkTests
{
    private static readonly string[] s_pieces =
    [
        "server", "providers", "models", "openai", "listen", "targets", "onnx", "timeouts", "guide", "cors", "headers", ": ", ":", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ", ", "\"", "'",
        "|", ">", "&a ", "*a", "!x ", "!!str ", "? ", "<<", "---\n", "...\n", "%YAML 1.2\n", "# c\n", "\t", "~", "null", "off", "5s", "${A}", "${", "$${", "\0", "\uFEFF", "\uD800", "😀", "é", "@", "`", "%", "0x1F", "1e9",
        "127.0.0.1:8080", "http://x/v1", "api_key", "base_url", "dialect", "\\x", "\r\n", "\u2028", "\u0085", "a.b/c:d",
    ];

    [Fact]
    public void Random_pieces_of_yaml_never_throw()
    {
        var random = new Random(20261121);
        for (var i = 0; i < 4000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(1, 40); n > 0; n--)
            {
                text.Append(s_pieces[random.Next(s_pieces.Length)]);
            }
            Answers(text.ToString());
        }
    }

    [Fact]
    public void A_good_file_with_random_damage_never_throws()
    {
        var good = File.ReadAllText(Repository.File("tests", "Penstock.Tests", "Config", "Cases", "good-everything.txt")).Split("\n----------")[0];
        var random = new Random(7);
        for (var i = 0; i < 1500; i++)
        {
            var text = new StringBuilder(good);
            for (var n = random.Next(1, 5); n > 0; n--)
            {
                var at = random.Next(text.Length);
                _ = random.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at)),
                    1 => text.Insert(at, s_pieces[random.Next(s_pieces.Length)]),
                    _ => text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at))),
                };
            }
            Answers(text.ToString());
        }
    }

    private static void Answers(string text)
    {
        var reading = ConfigReader.Read(text, "p.yaml", new Dictionary<string, string> { ["A"] = "a" });
        Assert.True(reading.Config is not null == (reading.Mistakes.Count == 0), text);
        Assert.All(reading.Mistakes, mistake => Assert.True(mistake.What.Length > 0 && mistake.Fix.Length > 0, text));
    }
}
