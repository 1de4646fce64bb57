using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Penstock.Tests.Architecture;

/// <summary>
/// `docs/complaints.md` says of each complaint of the field which tests are about it, or why it cannot occur. Every number and every report has a row, every test that a
/// row names is there and is a test, and its class names the complaint.
/// </summary>
public sealed partial class ComplaintsTests
{
    // Section 5 of gateways.md, groups A, C, D, G and H, and number 20 of E: the reports inside each number, as the rows name them.
    private static readonly Dictionary<string, string[]> Reports = new()
    {
        ["A1"] = ["L#37923", "L#40100"],
        ["A2"] = ["L#36168"],
        ["A3"] = ["L#26672", "L#27381"],
        ["A4"] = ["L#34732", "L#40095"],
        ["A5"] = ["L#35524", "L#33923", "PR#38647"],
        ["A6"] = ["L#15740", "L#13280", "L#35958"],
        ["A7"] = ["B#5673", "PR#4070", "by design"],
        ["A8"] = ["#2248", "higress#2464", "mlflow#25707"],
        ["A9"] = ["L#40291", "L#35533"],
        ["C15"] = ["L#38193", "restart"],
        ["C16"] = ["L#26886", "L#6895", "L#18708"],
        ["C17"] = ["PR#40733", "PR#20720", "L#21908"],
        ["C18"] = ["B#2286", "B#3455"],
        ["D19"] = ["L#29955", "L#19575", "L#29086", "L#12234", "Portkey"],
        ["E20"] = ["L#35257", "PR#31389", "PR#38734"],
        ["G25"] = ["CVE-2026-42208", "CVE-2026-35030", "CVE-2026-35029", "CVE-2026-30623", "CVE-2026-42271", "GHSA-69x8", "PyPI"],
        ["G26"] = ["L#30670", "PR#39964", "guardrail", "envoy #2508"],
        ["G27"] = ["B#937", "B#4353", "MLflow"],
        ["H28"] = ["L#12875", "B#6434"],
        ["H29"] = ["L#21995", "Redis", "L#30484", "single node", "P#1739"],
        ["H30"] = ["vercel/ai#10157", "open-bank-oss#3599", "agentgateway#2171", "envoy#828"],
    };

    private static readonly Row[] Rows = [.. File.ReadLines(Repository.File("docs", "complaints.md"))
        .Select(line => RowText().Match(line)).Where(match => match.Success)
        .Select(match => new Row(match.Groups["number"].Value, match.Groups["complaint"].Value, match.Groups["here"].Value))];

    private static readonly Lazy<Dictionary<string, string[]>> Sources = new(() => Directory.GetFiles(Repository.File("tests"), "*Tests.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(files => files.Key, files => files.Select(File.ReadAllText).ToArray()));

    [Fact]
    public void Every_report_of_every_number_has_a_row()
    {
        var missing = Reports.SelectMany(number => number.Value.Where(report => !Rows.Any(row => row.Number == number.Key && row.Complaint.Contains(report, StringComparison.Ordinal))).Select(report => $"{number.Key}: {report}"));

        Assert.Empty(missing);
        Assert.All(Rows, row => Assert.Contains(row.Number, Reports.Keys));
    }

    [Fact]
    public void Every_row_names_a_test_or_says_why_it_cannot_occur() =>
        Assert.All(Rows, row => Assert.True(row.Tests.Any() || row.Here.StartsWith("Cannot occur: ", StringComparison.Ordinal) || row.Here.StartsWith("Not there yet: ", StringComparison.Ordinal), $"{row.Number} {row.Complaint}"));

    [Fact]
    public void Every_test_that_a_row_names_is_there_and_its_class_names_the_complaint()
    {
        var wrong = new List<string>();
        foreach (var (row, test) in Rows.SelectMany(row => row.Tests.Select(test => (row, test))))
        {
            var (type, method) = (test.Split('.')[0], test.Split('.')[1]);
            if (!Sources.Value.TryGetValue(type, out var sources) || !sources.Any(source => IsTest(source, method)))
            {
                wrong.Add($"{row.Number}: there is no test {test}");
            }
            else if (!sources.Any(source => Regex.IsMatch(source, $"(?<![A-Za-z0-9]){row.Number}(?![0-9])")))
            {
                wrong.Add($"{row.Number}: {type} does not name the complaint");
            }
            else if (Assembly.GetExecutingAssembly().GetTypes().FirstOrDefault(one => one.Name == type) is { } here && here.GetMethod(method)?.GetCustomAttributes().Any(attribute => attribute is FactAttribute) != true)
            {
                wrong.Add($"{row.Number}: {test} is no test of this assembly");
            }
        }

        Assert.Empty(wrong);
        Assert.True(Rows.Sum(row => row.Tests.Count()) > 40);
    }

    // Of assemblies that are not loaded here the source says it: a method behind an attribute that makes it a test.
    private static bool IsTest(string source, string method) =>
        Regex.IsMatch(source, $@"\[[A-Za-z]*(?:Fact|Theory)\b[^\n]*\n(?:\s*(?:\[|//)[^\n]*\n)*\s*public (?:async )?(?:Task|ValueTask|void) {Regex.Escape(method)}\(");

    [GeneratedRegex(@"^\| (?<number>[A-H]\d+) \| (?<complaint>.+?) \| (?<here>.+) \|$")]
    private static partial Regex RowText();

    [GeneratedRegex(@"`(?<test>\w+Tests\.\w+)`")]
    private static partial Regex TestName();

    private sealed record Row(string Number, string Complaint, string Here)
    {
        public IEnumerable<string> Tests => TestName().Matches(Here).Select(match => match.Groups["test"].Value);
    }
}
