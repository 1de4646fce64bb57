using System.ComponentModel.DataAnnotations;
using System.Text;
using Penstock.Batching;
using Penstock.Domain.Calls;
using Penstock.Gateways.Engines.Functions;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Functions;

public sealed class BatchFunctionEngineTests
{
    private readonly RecordingLogger<BatchFunctionEngine> _log = new();
    private readonly List<int> _runs = [];
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public sealed record Pet(string PetName, [Range(0.1, 100)] double Weight = 2.5);

    public sealed record Bad(int Value)
    {
        public int Throws => Value >= 0 ? Value : throw new InvalidOperationException("cannot be written");
    }

    [Fact]
    public async Task Sixty_four_callers_share_runs_and_each_gets_its_own_answer()
    {
        using var engine = Engine(async (IReadOnlyList<int> items) =>
        {
            await EnterAsync(items.Count);
            return items.Select(item => item * item).ToArray();
        });
        var calls = Enumerable.Range(0, 64).Select(i => AnswerAsync(engine, $$"""{"input":{{i}}}""")).ToArray();
        _gate.SetResult();

        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"{i * i}"), await Task.WhenAll(calls));
        Assert.Equal([1, 63], _runs);
    }

    [Fact]
    public async Task A_run_has_no_more_items_than_it_may()
    {
        using var engine = Engine(async (IReadOnlyList<string> texts, CancellationToken ct) =>
        {
            await EnterAsync(texts.Count);
            return (IReadOnlyList<string>)[.. texts.Select(text => text.ToUpperInvariant())];
        }, new BatchOptions { MaxRows = 4, MaxQueue = 9 });
        var calls = Enumerable.Range(0, 10).Select(i => AnswerAsync(engine, $$"""{"input":"t{{i}}"}""")).ToArray();
        var refused = await EngineCalls.ErrorAsync(engine, engine.Signature, """{"input":"late"}""", Ct);
        _gate.SetResult();

        Assert.Equal((ErrorKind.RateLimited, "queue_full"), (refused.Kind, refused.Code));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"\"T{i}\""), await Task.WhenAll(calls));
        Assert.Equal([1, 4, 4, 1], _runs);
    }

    [Fact]
    public async Task A_bad_item_fails_alone()
    {
        using var engine = Engine(async (IReadOnlyList<int> items) =>
        {
            await EnterAsync(items.Count);
            return items.Contains(13) ? throw new InvalidOperationException("unlucky") : items.Contains(7) ? throw new ArgumentException("Seven is taken.", nameof(items)) : items.Select(item => item + 1).ToList();
        });
        var calls = Enumerable.Range(0, 20).Select(i => EngineCalls.InvokeAsync(engine, engine.Signature, $$"""{"input":{{i}}}""", Ct)).ToArray();
        _gate.SetResult();
        var results = await Task.WhenAll(calls);

        Assert.Equal([7, 13], Enumerable.Range(0, 20).Where(i => results[i] is CallResult.Failed));
        var (mistake, fault) = (((CallResult.Failed)results[7]).Error, ((CallResult.Failed)results[13]).Error);
        Assert.Equal((ErrorKind.InvalidInput, "input", "The input has a mistake at 'input': Seven is taken."), (mistake.Kind, mistake.Param, mistake.Message));
        Assert.Equal((ErrorKind.Internal, false), (fault.Kind, fault.Message.Contains("unlucky", StringComparison.Ordinal)));
        Assert.Equal("9", Encoding.UTF8.GetString(((JsonText)((PredictOutput)((CallResult.Unary)results[8]).Answer.Output!).Values[0]).Utf8.Span));
        Assert.Contains(_log.Lines, line => line.Message.StartsWith("The function subject failed over 19 items.", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Message.Contains("failed in call call_1", StringComparison.Ordinal) && line.Exception!.Message == "unlucky");
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_fails_alone()
    {
        using var engine = Engine(async (int[] items) =>
        {
            await EnterAsync(items.Length);
            return items.Select(item => new Bad(item)).ToArray();
        });
        var good = AnswerAsync(engine, """{"input":1}""");
        var bad = EngineCalls.ErrorAsync(engine, engine.Signature, """{"input":-1}""", Ct);
        var other = AnswerAsync(engine, """{"input":2}""");
        _gate.SetResult();

        Assert.Equal(("""{"value":1,"throws":1}""", """{"value":2,"throws":2}"""), (await good, await other));
        Assert.Equal(ErrorKind.Internal, (await bad).Kind);
    }

    [Fact]
    public async Task Another_number_of_results_is_the_function_s_fault()
    {
        using var engine = Engine(async (IReadOnlyList<int> items) =>
        {
            await EnterAsync(items.Count);
            return items.Where(item => item != 2).ToArray();
        });
        var calls = Enumerable.Range(1, 3).Select(i => EngineCalls.InvokeAsync(engine, engine.Signature, $$"""{"input":{{i}}}""", Ct)).ToArray();
        _gate.SetResult();
        var results = await Task.WhenAll(calls);

        Assert.Equal([false, true, false], results.Select(result => result is CallResult.Failed));
        Assert.Equal(ErrorKind.Internal, ((CallResult.Failed)results[1]).Error.Kind);
        Assert.Contains(_log.Lines, line => line.Message.Contains("was given 2 items and returned 1 results", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Exception?.Message.StartsWith("It was given 1 item and returned 0 results", StringComparison.Ordinal) == true);
        Assert.Equal([1, 2, 1, 1], _runs);
    }

    [Fact]
    public async Task Null_in_the_place_of_results_is_the_function_s_fault()
    {
        using var engine = Engine((IReadOnlyList<int> items) => (int[]?)null);

        Assert.Equal(ErrorKind.Internal, (await EngineCalls.ErrorAsync(engine, engine.Signature, """{"input":1}""", Ct)).Kind);
    }

    [Fact]
    public async Task Members_of_a_record_are_the_inputs_and_are_checked()
    {
        using var engine = Engine((IReadOnlyList<Pet> pets) => pets.Select(pet => $"{pet.PetName} {pet.Weight}").ToArray());

        Assert.Equal("\"Bo 2.5\"", await AnswerAsync(engine, """{"pet_name":"Bo"}"""));
        var error = await EngineCalls.ErrorAsync(engine, engine.Signature, """{"weight":"900"}""", Ct);
        Assert.Equal((ErrorKind.InvalidInput, 2), (error.Kind, error.Mistakes.Count));
        Assert.Equal(["pet_name", "weight"], error.Mistakes.Select(mistake => mistake.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_leaves_is_out_and_the_run_goes_on_for_the_others()
    {
        using var leaving = new CancellationTokenSource();
        using var engine = Engine(async (IReadOnlyList<int> items) =>
        {
            await EnterAsync(items.Count);
            return items.Select(item => item + 1).ToArray();
        });
        var first = AnswerAsync(engine, """{"input":1}""");
        var gone = EngineCalls.InvokeAsync(engine, engine.Signature, """{"input":2}""", leaving.Token);
        var last = AnswerAsync(engine, """{"input":3}""");
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _gate.SetResult();
        Assert.Equal(("2", "4"), (await first, await last));
        Assert.Equal([1, 1], _runs);
    }

    [Fact]
    public async Task A_caller_that_leaves_alone_cancels_the_function()
    {
        using var leaving = new CancellationTokenSource();
        using var engine = Engine(async (IReadOnlyList<int> items, CancellationToken ct) =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return items;
        });
        var call = EngineCalls.InvokeAsync(engine, engine.Signature, """{"input":1}""", leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void What_is_no_function_over_lists_is_refused_at_once()
    {
        Assert.Contains("takes (Int32)", Refused((int one) => new[] { one }), StringComparison.Ordinal);
        Assert.Contains("it takes one IReadOnlyList<T>", Refused((IReadOnlyList<int> a, IReadOnlyList<int> b) => a), StringComparison.Ordinal);
        Assert.Contains("nothing else to give it", Refused((IReadOnlyList<int> a, CallInfo info) => a), StringComparison.Ordinal);
        Assert.Contains("returns Int32; for a batch it returns a list", Refused((IReadOnlyList<int> a) => a.Count), StringComparison.Ordinal);
        Assert.Contains("returns IEnumerable`1", Refused((IReadOnlyList<int> a) => a.Select(one => one)), StringComparison.Ordinal);
        Assert.Contains("returns Void", Refused(Task (IReadOnlyList<int> a) => Task.CompletedTask), StringComparison.Ordinal);

        static string Refused(Delegate function) => Assert.Throws<ArgumentException>(() => BatchFunction.Of("subject", function)).Message;
    }

    // Notes the run, and holds the first until all calls of the test have come.
    private async Task EnterAsync(int count)
    {
        lock (_runs)
        {
            _runs.Add(count);
        }

        await _gate.Task;
    }

    private BatchFunctionEngine Engine(Delegate function, BatchOptions? options = null) => new("subject", function, options ?? new BatchOptions(), _log, TimeProvider.System);

    private static Task<string> AnswerAsync(BatchFunctionEngine engine, string body) => EngineCalls.AnswerAsync(engine, engine.Signature, body, Ct);
}
