using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Functions;

/// <summary>What attributes and XML comments say of a function's arguments.</summary>
public sealed class AnnotatedFunctionTests
{
    private readonly RecordingLogger<FunctionEngine> _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holds_records_to_their_attributes()
    {
        var error = await ErrorAsync(
            (Animal animal) => animal.Name,
            """{"animal":{"name":"b","age":30,"tags":[],"size":"Small","email":"ada","weight":"0.4","tame":1,"children":[{"name":"Bobobo","age":-1,"tags":["a"]}]}}""");

        Assert.Equal(
            [
                "animal.name string_too_short", "animal.age less_than", "animal.tags too_short", "animal.size literal_error",
                "animal.email string_pattern_mismatch", "animal.children.0.name string_too_long", "animal.children.0.age greater_than_equal",
                "animal.weight greater_than_equal", "animal.tame bool_type",
            ],
            error.Mistakes.Select(mistake => $"{mistake.Path} {mistake.Code}"));
    }

    [Fact]
    public async Task Fills_in_defaults() => Assert.Equal(
        "\"Bo 2 5 small\"",
        await AnswerAsync((Animal animal) => string.Create(CultureInfo.InvariantCulture, $"{animal.Name} {animal.Times} {animal.Weight} {animal.Size}"),
            """{"animal":{"name":"Bo","age":"3","tags":["a"]}}"""));

    [Fact]
    public void Takes_descriptions_and_examples_from_xml_comments()
    {
        var animal = Assert.IsType<RecordShape>(FunctionSignature.From((Animal animal) => 0).Inputs[0].Json);

        Assert.Equal("An animal, to be priced.", animal.Description);
        Assert.Equal(("What it is called.", "\"Bo\""), Of("name"));
        Assert.Equal(("What it weighs, in kilograms.", "7.5"), Of("weight"));
        Assert.Equal(("How often.", null), Of("times"));
        Assert.Equal([("name", true), ("age", true), ("tags", true), ("size", false), ("email", false), ("children", false), ("weight", false), ("times", false), ("tame", false)],
            animal.Members.Select(member => (member.Name, member.Required)));
        Assert.Equal(["\"small\"", "null", "null", null, "2", null], animal.Members.Skip(3).Select(member => member.Default));

        (string?, string?) Of(string name) => animal.Members.Single(member => member.Name == name).Shape is var shape ? (shape.Description, shape.Example) : default;
    }

    [Fact]
    public void Takes_a_methods_comments_for_its_parameters()
    {
        var field = FunctionSignature.From(Price).Inputs[0];

        Assert.Equal("How many to buy.", field.Description);
        Assert.Equal("3", field.Example);
    }

    [Fact]
    public async Task Holds_parameters_to_their_attributes()
    {
        var error = await ErrorAsync(([Range(1, 10)] int copies, [MaxLength(3)] string note) => note, """{"copies":11,"note":"long"}""");

        Assert.Equal(
            ["copies less_than_equal Input should be less than or equal to 10 {\"le\":10}", "note string_too_long String should have at most 3 characters {\"max_length\":3}"],
            error.Mistakes.Select(mistake => $"{mistake.Path} {mistake.Code} {mistake.Message} {mistake.Context}"));
        Assert.Equal("\"abc\"", await AnswerAsync(([Range(1, 10)] int copies, [MaxLength(3)] string note) => note, """{"copies":"10","note":"abc"}"""));
    }

    [Fact]
    public async Task Coerces_nothing_where_it_is_strict()
    {
        Assert.Equal(["copies int_type"], Codes(await ErrorAsync(([Strict] int copies, int more) => copies, """{"copies":"1","more":"1"}""")));
        Assert.Equal(["a int_type", "b.0 float_type"], Codes(await ErrorAsync([Strict] (int a, double[] b) => a, """{"a":1.0,"b":["1"]}""")));
    }

    [Fact]
    public async Task Reads_and_writes_every_type_of_dates_and_times()
    {
        var show = (DateOnly day, DateTime at, DateTimeOffset with, TimeOnly time, TimeSpan span, Guid id, byte[] data, decimal money) =>
            new object[] { day, at, with, time, span, id, data, money };

        Assert.Equal(
            """["2024-01-02","2024-01-02T01:34:05Z","2024-01-02T03:04:05+00:00","01:00:00","P1DT2H","0f8fad5b-d9cb-469f-a165-70867728950e","YWRh",1.50]""",
            await AnswerAsync(show, """{"day":1704153600,"at":"2024-01-02T03:04:05+01:30","with":"2024-01-02 03:04:05","time":3600,"span":"1 day, 02:00","id":"{0f8fad5b-d9cb-469f-a165-70867728950e}","data":"YWRh","money":"1.50"}"""));
    }

    [Fact]
    public async Task Takes_an_enum_by_its_name_and_its_number()
    {
        Assert.Equal("\"guinea_pig guinea_pig\"", await AnswerAsync((FunctionEngineTests.Kind a, FunctionEngineTests.Kind? b) => $"{a} {b}".Replace("GuineaPig", "guinea_pig"), """{"a":1,"b":"guinea_pig"}"""));
        var error = await ErrorAsync((FunctionEngineTests.Kind a) => a, """{"a":"Dog"}""");
        Assert.Equal("Input should be 'dog' or 'guinea_pig'", Assert.Single(error.Mistakes).Message);
    }

    [Fact]
    public void Shows_the_defaults_of_a_record_that_can_be_made_to_look()
    {
        var options = Assert.IsType<RecordShape>(FunctionSignature.From((Options options) => 0).Inputs[0].Json);

        Assert.Equal([("copies", "1"), ("note", null), ("kind", "\"guinea_pig\"")], options.Members.Select(member => (member.Name, member.Default)));
        Assert.All(options.Members, member => Assert.False(member.Required));
    }

    [Fact]
    public void Minds_no_rule_of_what_it_only_writes() =>
        Assert.IsType<RecordShape>(FunctionSignature.From(() => new Card("4111")).Outputs[0].Json);

    [Fact]
    public void Refuses_a_rule_that_it_could_not_hold()
    {
        Assert.Contains("CreditCard", Assert.Throws<ArgumentException>(() => FunctionSignature.From(([CreditCard] string number) => number)).Message);
        Assert.Contains("Range", Assert.Throws<ArgumentException>(() => FunctionSignature.From(([Range(1, 2)] string number) => number)).Message);
    }

    private sealed record Card([property: CreditCard] string Number);

    private sealed record Options
    {
        public int Copies { get; init; } = 1;

        public string Note { get; init; } = null!;

        public FunctionEngineTests.Kind Kind { get; init; } = FunctionEngineTests.Kind.GuineaPig;
    }

    /// <summary>What so many cost.</summary>
    /// <param name="copies" example="3">How many to buy.</param>
    private static int Price(int copies) => copies * 10;

    private static IEnumerable<string> Codes(CallError error) => error.Mistakes.Select(mistake => $"{mistake.Path} {mistake.Code}");

    private Task<string> AnswerAsync(Delegate function, string body)
    {
        var engine = new FunctionEngine("f", function, _log);
        return EngineCalls.AnswerAsync(engine, engine.Signature, body, Ct);
    }

    private Task<CallError> ErrorAsync(Delegate function, string body)
    {
        var engine = new FunctionEngine("f", function, _log);
        return EngineCalls.ErrorAsync(engine, engine.Signature, body, Ct);
    }
}
