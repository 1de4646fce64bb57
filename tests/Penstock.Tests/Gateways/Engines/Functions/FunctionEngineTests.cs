using Penstock.Domain.Calls;
using Penstock.Gateways.Engines.Functions;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Functions;

public sealed class FunctionEngineTests
{
    private readonly RecordingLogger<FunctionEngine> _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public enum Kind
    {
        Dog,
        GuineaPig,
    }

    public sealed record Owner(string Name, int? Age = null);

    public sealed record Pet(string PetName, Kind Kind, Owner Owner, IReadOnlyList<double> Weights);

    public sealed record Quote(decimal TotalPrice, Kind PetKind);

    [Fact]
    public async Task Says_hello() => Assert.Equal("\"hello ada\"", await AnswerAsync((string who) => $"hello {who}", """{"who":"ada"}"""));

    [Fact]
    public async Task Awaits_tasks_and_value_tasks()
    {
        Assert.Equal("3", await AnswerAsync(async (int a, int b) => { await Task.Yield(); return a + b; }, """{"a":1,"b":"2"}"""));
        Assert.Equal("3", await AnswerAsync((int a) => ValueTask.FromResult(a + 2), """{"a":1}"""));
        Assert.Equal("null", await AnswerAsync((int a) => Task.CompletedTask, """{"a":1}"""));
        Assert.Equal("null", await AnswerAsync((int a) => { }, """{"a":1}"""));
        Assert.Equal("null", await AnswerAsync(async ValueTask () => await Task.Yield(), "{}"));
    }

    [Fact]
    public async Task Fills_in_what_is_left_out()
    {
        var greet = (string who, int times = 2, string? title = null, Kind kind = Kind.GuineaPig, Guid id = default) =>
            $"{title ?? "-"} {who} {times} {kind} {id:N}";

        Assert.Equal("\"- ada 2 GuineaPig 00000000000000000000000000000000\"", await AnswerAsync(greet, """{"who":"ada"}"""));
        Assert.Equal("\"Dr ada 1 Dog 00000000000000000000000000000000\"", await AnswerAsync(greet, """{"kind":"dog","title":"Dr","times":true,"who":"ada"}"""));
    }

    [Fact]
    public async Task Takes_and_gives_records_in_snake_case()
    {
        var price = (Pet pet, int copies = 1) => new Quote(copies * pet.Weights.Count * 10.50m, pet.Kind);

        Assert.Equal(
            """{"total_price":42.00,"pet_kind":"guinea_pig"}""",
            await AnswerAsync(price, """{"pet":{"pet_name":"Bo","kind":"guinea_pig","owner":{"name":"ada"},"weights":["1.5",2]},"copies":"2"}"""));
    }

    [Fact]
    public async Task Reports_every_mistake_with_its_path()
    {
        var error = await ErrorAsync(
            (Pet pet, int copies, string note) => note,
            """{"notes":"","pet":{"petName":"Bo","kind":"cat","owner":{"name":1,"age":"old"},"weights":[1,"x",null]},"copies":1.5}""");

        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        Assert.Equal(
            [
                "pet.pet_name missing Field required ",
                "pet.kind enum Input should be 'dog' or 'guinea_pig' \"cat\"",
                "pet.owner.name string_type Input should be a valid string 1",
                "pet.owner.age int_parsing Input should be a valid integer, unable to parse string as an integer \"old\"",
                "pet.weights.1 float_parsing Input should be a valid number, unable to parse string as a number \"x\"",
                "pet.weights.2 float_type Input should be a valid number null",
                "copies int_from_float Input should be a valid integer, got a number with a fractional part 1.5",
                "note missing Field required ",
                "notes extra_forbidden Extra inputs are not permitted. Did you mean 'note'? \"\"",
            ],
            error.Mistakes.Select(mistake => $"{mistake.Path} {mistake.Code} {mistake.Message} {mistake.Received}"));
    }

    [Theory]
    [InlineData("""{"pet":[]}""", "pet model_type")]
    [InlineData("""{"pet":null}""", "pet model_type")]
    [InlineData("""{"pet":{"pet_name":"a","pet_name":"b","kind":"dog","owner":{"name":"ada"},"weights":{}}}""", "pet.pet_name duplicate_member, pet.weights list_type")]
    [InlineData("[]", " model_type")]
    [InlineData("""{"pet":1,"pet":2}""", "pet model_type, pet duplicate_member")]
    public async Task Refuses_what_is_no_record(string body, string expected)
    {
        var error = await ErrorAsync((Pet pet) => pet, body);

        Assert.Equal(expected, string.Join(", ", error.Mistakes.Select(mistake => $"{mistake.Path} {mistake.Code}")));
    }

    [Fact]
    public async Task Takes_maps_and_dates_and_ids()
    {
        var body = """{"ages":{"ada":"36"},"day":"2026-11-21","id":"0f8fad5b-d9cb-469f-a165-70867728950e"}""";

        Assert.Equal("\"36 2026 0f8\"", await AnswerAsync((Dictionary<string, int> ages, DateOnly day, Guid id) => $"{ages["ada"]} {day.Year} {id.ToString()[..3]}", body));

        var error = await ErrorAsync((Dictionary<string, int> ages, DateOnly day, Guid id) => id, """{"ages":{"ada":"x"},"day":"21.11.","id":1}""");
        Assert.Equal(["ages.ada int_parsing", "day date_from_datetime_parsing", "id uuid_type"], error.Mistakes.Select(mistake => $"{mistake.Path} {mistake.Code}"));
    }

    [Fact]
    public async Task Gives_the_function_the_token_of_the_call()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var engine = new FunctionEngine("f", async (int n, CancellationToken ct) => { await source.CancelAsync(); ct.ThrowIfCancellationRequested(); return n; }, _log);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EngineCalls.InvokeAsync(engine, engine.Signature, """{"n":1}""", source.Token));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Hides_why_the_function_failed_and_logs_it()
    {
        var error = await ErrorAsync((string who) => who.Length > 0 ? throw new InvalidOperationException("secret") : who, """{"who":"ada"}""");

        Assert.Equal(ErrorKind.Internal, error.Kind);
        Assert.Equal("The function 'f' failed. Its log has the reason under the call's id.", error.Message);
        var line = Assert.Single(_log.Lines);
        Assert.Equal("The function f failed in call call_1.", line.Message);
        Assert.Equal("secret", line.Exception!.Message);
    }

    [Fact]
    public async Task Takes_an_argument_exception_about_a_parameter_for_the_callers_mistake()
    {
        var error = await ErrorAsync((int copies) => copies > 0 ? copies : throw new ArgumentOutOfRangeException(nameof(copies), "must be positive"), """{"copies":0}""");

        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        Assert.Equal(new InputMistake("copies", "value_error", "must be positive"), Assert.Single(error.Mistakes) with { Steps = [] });

        var bug = await ErrorAsync((int copies) => copies > 0 ? copies : throw new ArgumentException("about something else", "inner"), """{"copies":0}""");
        Assert.Equal(ErrorKind.Internal, bug.Kind);
    }

    [Fact]
    public async Task Fails_on_a_result_that_cannot_be_written()
    {
        var loop = new List<object>();
        loop.Add(loop);

        var error = await ErrorAsync(() => loop, "{}");

        Assert.Equal(ErrorKind.Internal, error.Kind);
    }

    [Fact]
    public async Task Calls_methods_and_delegates_closed_over_an_argument()
    {
        Assert.Equal("4", await AnswerAsync(Math.Abs, typeof(Func<int, int>), """{"value":-4}"""));
        Assert.Equal("true", await AnswerAsync("ada".Greets, """{"other":"ada"}"""));
    }

    private Task<string> AnswerAsync(Delegate function, string body)
    {
        var engine = new FunctionEngine("f", function, _log);
        return EngineCalls.AnswerAsync(engine, engine.Signature, body, Ct);
    }

    private Task<string> AnswerAsync(Func<int, int> function, Type type, string body)
    {
        Assert.IsType(type, function);
        return AnswerAsync(function, body);
    }

    private Task<CallError> ErrorAsync(Delegate function, string body)
    {
        var engine = new FunctionEngine("f", function, _log);
        return EngineCalls.ErrorAsync(engine, engine.Signature, body, Ct);
    }
}
