using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

/// <summary>One file a case: YAML (with <c># env: NAME=value</c> lines), a line of ten dashes, the expected mistakes.</summary>
public class ConfigCasesTests
{
    private const string Line = "\n----------\n";

    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Repository.File("tests", "Penstock.Tests", "Config", "Cases"), "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reports_what_the_case_says(string name)
    {
        var file = Repository.File("tests", "Penstock.Tests", "Config", "Cases", name + ".txt");
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var cut = text.IndexOf(Line, StringComparison.Ordinal);
        var yaml = text[..(cut + 1)];
        var environment = yaml.Split('\n').Where(line => line.StartsWith("# env: ", StringComparison.Ordinal))
            .Select(line => line["# env: ".Length..].Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        var reading = ConfigReader.Read(yaml, "penstock.yaml", environment);
        var found = reading.Mistakes.Count == 0 ? "no mistakes" : reading.Format();

        if (Repository.UpdatesDocuments)
        {
            File.WriteAllText(file, yaml[..^1] + Line + found + "\n");
        }
        Assert.Equal(text[(cut + Line.Length)..].TrimEnd('\n'), found);
        Assert.Equal(reading.Mistakes.Count == 0, reading.Config is not null);
    }
}
