using System.Globalization;
using System.Text;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Metrics;

/// <summary>A strict reader of the text format 0.0.4: anything it does not know, and any rule broken, fails the test.</summary>
internal sealed class PrometheusDocument
{
    private readonly string _line;
    private int _at;

    private PrometheusDocument(string line) => _line = line;

    public sealed record Sample(string Name, SortedDictionary<string, string> Labels, double Value)
    {
        public string Identity { get; } = Name + "{" + string.Join(",", Labels.Select(l => $"{l.Key}={l.Value}")) + "}";
    }

    public static (Dictionary<string, string> Types, Dictionary<string, string> Help, List<Sample> Samples) Parse(string text)
    {
        var types = new Dictionary<string, string>();
        var help = new Dictionary<string, string>();
        var samples = new List<Sample>();
        var family = "";
        Assert.True(text.Length == 0 || text.EndsWith('\n'), "the last line ends");
        Assert.DoesNotContain('\r', text);
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# HELP "))
            {
                var parts = line["# HELP ".Length..].Split(' ', 2);
                Assert.True(help.TryAdd(parts[0], parts[1]), $"HELP twice: {parts[0]}");
                family = parts[0];
            }
            else if (line.StartsWith("# TYPE "))
            {
                var parts = line["# TYPE ".Length..].Split(' ');
                Assert.Equal(2, parts.Length);
                Assert.Contains(parts[1], (string[])["counter", "gauge", "histogram"]);
                Assert.True(types.TryAdd(parts[0], parts[1]), $"TYPE twice: {parts[0]}");
                Assert.True(!help.ContainsKey(parts[0]) || family == parts[0], "HELP and TYPE stand together");
                family = parts[0];
            }
            else
            {
                var sample = new PrometheusDocument(line).ReadSample();
                string[] names = types[family] == "histogram" ? [family + "_bucket", family + "_sum", family + "_count"] : [family];
                Assert.Contains(sample.Name, names);
                samples.Add(sample);
            }
        }

        Assert.Equal(samples.Count, samples.Select(s => s.Identity).Distinct().Count());
        return (types, help, samples);
    }

    private Sample ReadSample()
    {
        var name = Word(colons: true);
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (_line[_at] == '{')
        {
            do
            {
                _at++;
                var label = Word(colons: false);
                Expect('=');
                Assert.True(labels.TryAdd(label, Quoted()), $"label twice: {label}");
            }
            while (_line[_at] == ',');

            Expect('}');
        }

        Expect(' ');
        var number = _line[_at..];
        return new Sample(name, labels, number switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.Parse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        });
    }

    private string Word(bool colons)
    {
        var start = _at;
        while (_at < _line.Length && (char.IsAsciiLetter(_line[_at]) || _line[_at] == '_' || (colons && _line[_at] == ':')
            || (_at > start && char.IsAsciiDigit(_line[_at])))) _at++;
        Assert.True(_at > start, $"a name is due at {_at}: {_line}");
        return _line[start.._at];
    }

    private string Quoted()
    {
        Expect('"');
        var value = new StringBuilder();
        while (_line[_at] != '"')
        {
            if (_line[_at] != '\\') value.Append(_line[_at++]);
            else
            {
                value.Append(_line[_at + 1] switch { '\\' => '\\', '"' => '"', 'n' => '\n', var c => throw new FormatException($"\\{c}") });
                _at += 2;
            }
        }

        _at++;
        return value.ToString();
    }

    private void Expect(char c)
    {
        Assert.Equal(c, _line[_at]);
        _at++;
    }
}
