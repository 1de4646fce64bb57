using System.Runtime.CompilerServices;
using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>
/// pydantic's conversion table (JSON input; lax, and strict where the file's name says so), one file a target and one line a cell:
/// <c>value =&gt; strict JSON</c> or <c>value !! code</c>. Not to be written in JSON at all, and so not here, are bare NaN and sets.
/// </summary>
public sealed class CoercionTableTests
{
    private static readonly Constraints None = new();

    public static TheoryData<string, string> Cells()
    {
        var cells = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(Folder(), "*.txt").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file))
            {
                cells.Add(Path.GetFileNameWithoutExtension(file), line);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Reads_as_the_table_says(string target, string cell)
    {
        var taken = cell.Contains(" => ", StringComparison.Ordinal);
        var parts = cell.Split(taken ? " => " : " !! ", 2);

        var (input, error) = PredictReader.Read(Encoding.UTF8.GetBytes($$"""{"x":{{parts[0]}}}"""), Signature(target));

        Assert.Equal(parts[1], taken ? Encoding.UTF8.GetString(((JsonText)Assert.Single(input!.Values)).Utf8.Span) : Show(error!, parts[1]));
        Assert.Equal(taken, error is null);
    }

    // The path within x where there is one; the context where the line has one.
    private static string Show(CallError error, string expected) => string.Join(", ", error.Mistakes.Select(mistake =>
        (mistake.Path + " ")[(mistake.Path == "x" ? 2 : "x.".Length)..] + mistake.Code + (expected.Contains('{') ? " " + mistake.Context : "")));

    private static Signature Signature(string target)
    {
        var strict = target.StartsWith("strict-", StringComparison.Ordinal);
        var shape = Shape(strict ? target["strict-".Length..] : target) with { Strict = strict };
        return new Signature([new Field { Name = "x", Type = DataType.Json, Json = shape }], []);
    }

    private static JsonShape Shape(string target) => target switch
    {
        "int" => new IntegerShape(),
        "float" => new FloatShape(),
        "bool" => new BoolShape(),
        "str" => new TextShape(),
        "date" => new DateShape(),
        "datetime" => new DateTimeShape(),
        "time" => new TimeShape(),
        "timedelta" => new DurationShape(),
        "decimal" => new DecimalShape(),
        "uuid" => new UuidShape(),
        "bytes" => new BytesShape(),
        "enum" => new ChoiceShape([new("\"dog\"", "0"), new("\"guinea_pig\"", "1")]),
        "literal" => new ChoiceShape([new("\"a\""), new("2")], Literal: true),
        "list" => new ListShape(new IntegerShape()),
        "dict" => new MapShape(new IntegerShape()),
        "object" => new RecordShape("Pet", [new("name", new TextShape(), true), new("age", new IntegerShape { Nullable = true }, false)]),
        "constraints-int" => new IntegerShape { Constraints = None with { Minimum = 5, ExclusiveMaximum = 15, MultipleOf = 5 } },
        "constraints-float" => new FloatShape { Constraints = None with { ExclusiveMinimum = 0, Maximum = 1, MultipleOf = 0.25, Finite = true } },
        "constraints-str" => new TextShape { Constraints = None with { MinLength = 2, MaxLength = 3, Pattern = new TextPattern("^[a-z]+$") } },
        "constraints-list" => new ListShape(new IntegerShape()) { Constraints = None with { MinItems = 2, MaxItems = 3 } },
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, "No such target."),
    };

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Coercion");
}
