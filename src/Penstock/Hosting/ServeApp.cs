using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Batching;
using Penstock.Config;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.Typed;
using Penstock.Gateways.Repository;
using Penstock.Gateways.Storage;
using Penstock.Hosting;

namespace Penstock;

/// <summary>
/// A server of models in a program of one's own. Add models and functions, then <see cref="Run"/>. The host is an ordinary ASP.NET
/// one: register services at <see cref="Builder"/>, add endpoints at <see cref="Web"/>.
/// </summary>
public sealed class ServeApp : IAsyncDisposable
{
    private readonly AppArguments _arguments;
    private readonly List<Func<IServiceProvider, Task>> _start = [];
    private readonly List<Func<IServiceProvider, Task>> _stop = [];
    private WebApplication? _web;
    private Action<KestrelServerOptions>? _listen;
    private string? _newAdminKey;
    private bool _started;

    internal ServeApp(string[] args)
    {
        var variables = Settings.ProcessVariables();
        _arguments = AppArguments.Read(args, variables);
        Builder = WebApplication.CreateSlimBuilder();
        Options = new PenstockOptions
        {
            ConfigFile = _arguments.Server.ConfigFile,
            DataFolder = _arguments.Server.Data,
            Variables = _arguments.Server.Apply(variables),
            OnAdminKey = key => _newAdminKey = key,
            InTheBox = false,
        };
    }

    /// <summary>The host before it is built: its services, its logging, its configuration.</summary>
    public WebApplicationBuilder Builder { get; }

    /// <summary>The web application, for endpoints and middleware of the author's own beside the models. It is built when it is first
    /// asked for; services are registered before that. Endpoints of one's own ask for no key by themselves.</summary>
    public WebApplication Web => _web ??= Build();

    /// <summary>The services; they are built when they are first asked for.</summary>
    public IServiceProvider Services => Web.Services;

    internal PenstockOptions Options { get; }

    /// <summary>Serves an ONNX file as the file itself says: its inputs, its outputs, the names in its metadata.</summary>
    /// <param name="file">The file; a relative one is looked for in the current folder, beside the program's source, and beside its assembly.</param>
    /// <param name="name">Its public name; the file's own without its ending when null.</param>
    public ServeModel Model(string file, string? name = null) => Add(file, name, null, null);

    /// <summary>
    /// Serves every ONNX model of a folder under the name of its file or folder: <c>name.onnx</c>, <c>name/model.onnx</c> or
    /// <c>name/version/model.onnx</c>. A model that cannot be loaded is unavailable and says why; the others serve.
    /// </summary>
    /// <param name="path">The folder; a relative one is looked for in the current folder, beside the program's source, and beside its assembly.</param>
    /// <param name="watch">Whether changed, new and removed files are taken while the app runs.</param>
    public ServeApp Folder(string path, bool watch = true)
    {
        NotStarted();
        ArgumentException.ThrowIfNullOrEmpty(path);
        Options.Repositories.Add(new RepositoryConfig(ModelFile.Find(path), watch, VersionPolicy.Latest));
        return this;
    }

    /// <summary>
    /// Serves an ONNX file between two C# types. The members of <typeparamref name="TIn"/> are its columns or inputs, those of
    /// <typeparamref name="TOut"/> its outputs, by name without regard to case and underscores; what does not fit is refused at start.
    /// </summary>
    /// <typeparam name="TIn">A positional record: <c>record Iris(float SepalLength, …)</c>; any record where there is a function before.</typeparam>
    /// <typeparam name="TOut">A record, <c>record Species(long Label, Dictionary&lt;string, float&gt; Probabilities)</c>, or the type of the one output.</typeparam>
    /// <param name="file">The file; a relative one is looked for in the current folder, beside the program's source, and beside its assembly.</param>
    /// <param name="name">Its public name; the file's own without its ending when null.</param>
    /// <param name="before">A function that makes the <typeparamref name="TIn"/> of what callers give; see <see cref="ServeModel.Before"/>.</param>
    /// <param name="after">A function that makes the answer of the <typeparamref name="TOut"/>; see <see cref="ServeModel.After"/>.</param>
    public ServeModel Model<TIn, TOut>(string file, string? name = null, Delegate? before = null, Delegate? after = null)
    {
        var model = Add(file, name, typeof(TIn), typeof(TOut));
        _ = before is null ? model : model.Before(before);
        return after is null ? model : model.After(after);
    }

    /// <summary>
    /// Serves a C# function as a model. Callers give its parameters by name, as JSON; the host gives a <see cref="CancellationToken"/>,
    /// <see cref="CallInfo"/>, <see cref="AfterAnswer"/>, <see cref="Models"/> and registered services.
    /// </summary>
    /// <param name="name">Its public name: 1 to 200 letters, digits and <c>. _ - / : @ +</c>.</param>
    /// <param name="function">The function; it may be asynchronous.</param>
    /// <param name="description">What it does, for people.</param>
    /// <exception cref="ArgumentException">The name is none, or is taken.</exception>
    public ServeApp Function(string name, Delegate function, string? description = null)
    {
        NotStarted();
        Options.Function(name, function, description);
        return this;
    }

    /// <summary>
    /// Serves a C# function that yields items: server-sent events, JSON Lines or one JSON list, as the caller's <c>Accept</c> asks.
    /// </summary>
    /// <param name="name">Its public name.</param>
    /// <param name="function">The function; it returns an <see cref="IAsyncEnumerable{T}"/>.</param>
    /// <param name="description">What it does, for people.</param>
    /// <exception cref="ArgumentException">The name is none or is taken, or the function does not yield.</exception>
    public ServeApp Stream(string name, Delegate function, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return FunctionResult.ItemType(function.Method.ReturnType) is null
            ? throw new ArgumentException($"The function '{name}' returns {function.Method.ReturnType.Name}; a stream returns IAsyncEnumerable<T>. Use Function.", nameof(function))
            : Function(name, function, description);
    }

    /// <summary>
    /// Serves a C# function over lists, <c>(IReadOnlyList&lt;X&gt; items) => IReadOnlyList&lt;Y&gt;</c>, as a model that takes one X a call and gives one Y:
    /// calls that come while it runs share its next run. It may be asynchronous and take a <see cref="CancellationToken"/>. Callers give the members
    /// of X, where it is a positional record, and <c>{"input":…}</c> otherwise.
    /// </summary>
    /// <param name="name">Its public name.</param>
    /// <param name="function">The function; it returns one result for each item, in their order.</param>
    /// <param name="description">What it does, for people.</param>
    /// <param name="maxItems">The most items in a run.</param>
    /// <param name="maxDelay">How long a call waits for others while another run is under way; not at all when null. When none is, it never waits.</param>
    /// <param name="maxQueue">The most calls that wait; one more is answered 429.</param>
    /// <param name="concurrency">The most runs at once.</param>
    /// <exception cref="ArgumentException">The name is none or is taken, or the function is not over lists.</exception>
    public ServeApp Batch(string name, Delegate function, string? description = null, int maxItems = 64, TimeSpan? maxDelay = null, int maxQueue = 1000, int concurrency = 1)
    {
        NotStarted();
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxItems, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDelay ?? TimeSpan.Zero, TimeSpan.Zero, nameof(maxDelay));
        ArgumentOutOfRangeException.ThrowIfNegative(maxQueue);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        Options.CheckName(name);
        _ = BatchFunction.Of(name, function);
        Options.Functions.Add(new FunctionRegistration(name, function, description)
        {
            Batching = new BatchOptions { MaxRows = maxItems, MaxDelay = maxDelay ?? TimeSpan.Zero, MaxQueue = maxQueue, Concurrency = concurrency },
        });
        return this;
    }

    /// <summary>Lets browsers of some origins call.</summary>
    /// <param name="origins">As in <c>https://app.example</c>; <c>*</c> for any.</param>
    /// <exception cref="ArgumentException">One is no origin.</exception>
    public ServeApp Cors(params ReadOnlySpan<string> origins)
    {
        foreach (var origin in origins)
        {
            var isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin;
            Options.Origins.Add(isOrigin || origin == "*" ? origin
                : throw new ArgumentException($"'{origin}' is no origin: write scheme and host, as in https://app.example, without a slash at the end.", nameof(origins)));
        }

        return this;
    }

    /// <summary>Runs this at start, when the models are loaded and before anything listens. When it throws, the app does not start.</summary>
    public ServeApp OnStart(Func<IServiceProvider, Task> hook)
    {
        NotStarted();
        _start.Add(hook);
        return this;
    }

    /// <summary>Runs this at the end, after the last answer and the work after it; the last registered runs first.</summary>
    public ServeApp OnStop(Func<IServiceProvider, Task> hook)
    {
        NotStarted();
        _stop.Add(hook);
        return this;
    }

    /// <summary>Serves until the program is told to end (Ctrl+C, SIGTERM). What keeps it from starting is printed, and the exit code is then 1.</summary>
    public void Run() => Environment.ExitCode = RunAsync().GetAwaiter().GetResult();

    /// <summary>Serves until the program is told to end; the result is its exit code.</summary>
    public async Task<int> RunAsync()
    {
        if (_arguments.Error is { } error)
        {
            await Console.Error.WriteLineAsync(error);
            return 2;
        }

        if (_arguments.Help)
        {
            await Console.Out.WriteLineAsync(AppArguments.Usage);
            return 0;
        }

        try
        {
            Web.Lifetime.ApplicationStarted.Register(Greet);
            await StartAsync();
            await Web.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception exception) when (exception is ConfigUnusableException or StorageUnusableException or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _web, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal Task StartAsync()
    {
        var web = Web;
        _started = true;
        return web.StartAsync();
    }

    /// <summary>Has the app keep its data in a folder, take an admin key, say nothing and listen at a socket that is no port.</summary>
    internal void ForTest(string folder, string socket, string adminKey)
    {
        if (_web is not null)
        {
            throw new InvalidOperationException("Something asked for the app's Web or Services before the test. Use Serve.Test(app => { … }).");
        }

        Options.DataFolder = folder;
        Options.AdminKey = adminKey;
        Options.LogToConsole = false;
        Options.Variables = new Dictionary<string, string>();
        _listen = kestrel => kestrel.ListenUnixSocket(socket);
    }

    private WebApplication Build()
    {
        // Registered first, so that its end comes last: after the answers, and the work after them.
        Builder.Services.AddHostedService(services => new HostHooks(services, _start, _stop));
        Builder.AddPenstock(Options);
        ProgramHost.Apply(Builder, _listen);
        var web = Builder.Build();
        web.MapPenstock();
        return web;
    }

    private void Greet()
    {
        var models = Services.GetRequiredService<CatalogSource>().Current.All;
        var keyGiven = Environment.GetEnvironmentVariable(ConfigOverrides.AdminKey) is { Length: > 0 };
        Banner.Print(Console.Out, [.. Web.Urls], _newAdminKey, keyGiven, _arguments.Server, models.Select(model => model.Id), FirstCall.Of(models));
    }

    private ServeModel Add(string file, string? name, Type? given, Type? taken)
    {
        NotStarted();
        ArgumentException.ThrowIfNullOrEmpty(file);
        name ??= Path.GetFileNameWithoutExtension(file);
        Options.CheckName(name);
        var registration = new ModelRegistration(name, ModelFile.Find(file)) { In = given, Out = taken };
        Options.Models.Add(registration);
        return new ServeModel(registration);
    }

    private void NotStarted()
    {
        if (_started)
        {
            throw new InvalidOperationException("The app has started. Add everything before it runs.");
        }
    }
}
