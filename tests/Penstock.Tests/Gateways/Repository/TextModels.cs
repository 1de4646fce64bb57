using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Repository;

namespace Penstock.Tests.Gateways.Repository;

/// <summary>
/// A folder of models that are text files: "broken …" cannot be opened, every other text is opened as an engine that gives that text, with
/// the input and output that the part behind a colon names.
/// </summary>
internal sealed class TextModels : IAsyncDisposable
{
    public TextModels(ManualTime? time = null)
    {
        Time = time ?? new ManualTime();
        Catalogue = new CatalogSource(ModelCatalog.Empty, Holds);
        Repository = NewRepository();
    }

    public ManualTime Time { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("penstock-models-").FullName;

    public EngineHolds Holds { get; } = new();

    public CatalogSource Catalogue { get; }

    public ModelRepository Repository { get; private set; }

    /// <summary>What was opened, in order, as <c>file's text</c>.</summary>
    public List<string> Opened { get; } = [];

    public RepositoryPlan Plan(Func<ModelSpec, ModelSpec>? change = null) => new(
        [], [new RepositoryFolder(Folder, Watch: true, found => (change ?? (spec => spec))(Spec(found.Id, found.Path) with { Source = "repository" }))], new HashSet<string>());

    public ModelSpec Spec(string id, string path) => new() { Id = id, Path = path, Open = Open };

    public string Write(string relative, string text)
    {
        var path = Path.Combine(Folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public Task ApplyAsync(Func<ModelSpec, ModelSpec>? change = null) => ApplyAsync(Plan(change));

    public async Task ApplyAsync(RepositoryPlan plan)
    {
        await Repository.ApplyAsync(plan, CancellationToken.None);
        Repository.Changed!();
    }

    /// <summary>Looks until everything has settled.</summary>
    public async Task SettleAsync()
    {
        while (await Repository.LookAsync(CancellationToken.None))
        {
        }
    }

    /// <summary>Starts over with what lies in the folder, as after the server's end.</summary>
    public async Task RestartAsync(Func<ModelSpec, ModelSpec>? change = null)
    {
        await Repository.DisposeAsync();
        Repository = NewRepository();
        await ApplyAsync(change);
    }

    /// <summary>The text that a call gets, or the error's message.</summary>
    public async Task<string> AskAsync(string model, string? version = null)
    {
        var found = Catalogue.Current.Find(model)?.In(version);
        if (found?.Unavailable is { } unavailable)
        {
            return unavailable.Message;
        }

        if (found is null)
        {
            return "no such model";
        }

        await using var result = await found.Targets[0].Engine.InvokeAsync(null!, found.Targets[0], CancellationToken.None);
        return ((Tensor)((PredictOutput)((CallResult.Unary)result).Answer.Output!).Values[0]).Text(0);
    }

    public string States() => string.Join("; ", Repository.States.Select(state => $"{state.Name}:{state.Version} {state.Condition}{(state.Reason.Length > 0 ? $" ({state.Reason})" : "")}"));

    public async ValueTask DisposeAsync()
    {
        await Repository.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private ModelRepository NewRepository()
    {
        var repository = new ModelRepository(Catalogue, Holds, new ReleaseStore(Path.Combine(Folder, ".models.json")), Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        repository.Changed = () => Catalogue.Current = new ModelCatalog(repository.Models);
        return repository;
    }

    private (OpenedModel?, string?) Open(string file)
    {
        var text = File.ReadAllText(file);
        Opened.Add(text);
        var field = text.Contains(':') ? text[(text.IndexOf(':') + 1)..] : "x";
        return text.StartsWith("broken", StringComparison.Ordinal) ? (null, "the text is " + text)
            : (new OpenedModel(
                new TextEngine(text),
                new Signature([new Field { Name = field, Type = DataType.Bytes, Shape = [new Dimension(1)] }], [new Field { Name = "y", Type = DataType.Bytes, Shape = [new Dimension(1)] }]),
                "A text."), null);
    }

    private sealed class TextEngine(string text) : IEngine, IDisposable
    {
        private bool _disposed;

        public ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct) => _disposed
            ? throw new ObjectDisposedException(nameof(TextEngine))
            : ValueTask.FromResult<CallResult>(new CallResult.Unary(new OutputAnswer(new PredictOutput(new PredictForm(PredictLayout.Tensors), [Tensor.Of("y", [1], text)]))));

        public void Dispose() => _disposed = true;
    }
}
