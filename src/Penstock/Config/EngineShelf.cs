using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Dialects.JsonService;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.Guide;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Services;
using Penstock.Gateways.Engines.Typed;
using Penstock.Gateways.Network;
using Penstock.Gateways.Telemetry.Logs;
using Penstock.Onnx;
using Penstock.Secrets;

namespace Penstock.Config;

/// <summary>
/// The engines that were made, by what they were made of, so that a reload keeps connections and sessions of what did not
/// change. One that is no longer used is let go of, and disposed when its last call has ended.
/// </summary>
/// <param name="holds">Who holds which engine.</param>
/// <param name="loggers">For what goes wrong in functions.</param>
/// <param name="traced">Whether spans of outgoing requests are wanted.</param>
/// <param name="services">What functions may be given.</param>
internal sealed class EngineShelf(EngineHolds holds, ILoggerFactory loggers, bool traced, IServiceProvider services)
{
    private readonly Dictionary<string, object> _engines = new(StringComparer.Ordinal);
    private readonly OnnxRunSlots _slots = new(Environment.ProcessorCount);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The ONNX file that is being loaded; null while none is.</summary>
    public string? Loading { get; private set; }

    /// <summary>The guide.</summary>
    public GuideEngine Guide => Keep("guide", GuideEngine.InTheBox);

    /// <summary>A provider's engine.</summary>
    public ProviderEngine Provider(ProviderConfig provider) =>
        Keep(Describe(provider), () => new ProviderEngine(Options(provider), ProviderDialects.Of(provider.Dialect), Http(provider)));

    /// <summary>The connections to a server that describes itself, which its models and its description share.</summary>
    public HttpMessageInvoker Connections(ProviderConfig provider) =>
        Keep("connections " + Describe(provider), () => Http(provider));

    /// <summary>The engine of a JSON service's operation. It holds nothing but what it is made of, so it is made anew with every catalogue.</summary>
    public JsonServiceEngine Service(ProviderConfig provider, ServiceOperation operation) => new(Options(provider), Connections(provider), operation);

    /// <summary>A provider as its engine wants it.</summary>
    public ProviderOptions Options(ProviderConfig provider) => ProviderOptionsOf.Config(
        provider, services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<SecretBook>(), services.GetService<LogScrubber>());

    /// <summary>A function's engine.</summary>
    public FunctionEngine Function(FunctionRegistration function) =>
        Keep("function " + function.Name, () => new FunctionEngine(function.Name, function.Function, loggers.CreateLogger<FunctionEngine>(), services));

    /// <summary>The engine of a host's function, whether it serves each call by itself or several at once, and what it takes and gives.</summary>
    public (IEngine Engine, Signature Signature) Hosted(FunctionRegistration function)
    {
        if (function.Batching is not { } batching)
        {
            var single = Function(function);
            return (single, single.Signature);
        }

        var batched = Keep("function " + function.Name, () => new BatchFunctionEngine(
            function.Name, function.Function, batching, loggers.CreateLogger<BatchFunctionEngine>(), services.GetRequiredService<TimeProvider>()));
        return (batched, batched.Signature);
    }

    /// <summary>A model between the host's C# types; another when its file was changed. It owns what runs the file.</summary>
    /// <param name="registration">The types and the code around the model.</param>
    /// <param name="onnx">How ONNX Runtime is used.</param>
    /// <param name="plain">The model as its file has it, around the engine that runs it.</param>
    /// <exception cref="OnnxException">ONNX Runtime refuses the file, or the model cannot be served.</exception>
    /// <exception cref="ArgumentException">The types do not fit the model.</exception>
    public TypedModelEngine Typed(ModelRegistration registration, OnnxConfig onnx, Func<OnnxEngine, Model> plain)
    {
        var (declared, file) = (new OnnxModelConfig(registration.Name, registration.File, [], []), new FileInfo(registration.File));
        var stamp = file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "";
        return Keep($"typed {registration.Name}\n{stamp}\n{Describe(declared, onnx)}", () =>
        {
            var engine = Onnx(declared, registration.File, onnx);
            try
            {
                return new TypedModelEngine(registration, plain(engine), services, loggers.CreateLogger<TypedModelEngine>());
            }
            catch
            {
                engine.Dispose();
                throw;
            }
        });
    }

    /// <summary>Everything an ONNX model's engine is made of besides the file: another text means another engine.</summary>
    public static string Describe(OnnxModelConfig model, OnnxConfig onnx) => string.Join('\n',
    [
        onnx.Library ?? "", string.Join(',', model.Fields), string.Join(',', model.Classes), model.Strict.ToString(), (model.Batching ?? onnx.Batching).ToString(),
        .. model.Inputs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.ToString()),
    ]);

    /// <summary>A new engine of an ONNX file, which the caller keeps.</summary>
    /// <exception cref="OnnxException">ONNX Runtime refuses the file, or the model cannot be served.</exception>
    public OnnxEngine Onnx(OnnxModelConfig model, string file, OnnxConfig onnx)
    {
        Loading = file;
        try
        {
            var session = OnnxSession.Open(Load(onnx), file);
            try
            {
                return new OnnxEngine(session, _slots, new OnnxModelOptions
                {
                    Fields = model.Fields.Count > 0 ? model.Fields : null,
                    Classes = model.Classes.Count > 0 ? model.Classes : null,
                    Inputs = model.Inputs,
                    Strict = model.Strict,
                    Batching = (model.Batching ?? onnx.Batching).ToOptions(),
                    Notice = batching => SetupLog.Batching(loggers.CreateLogger("Penstock.Onnx"), model.Id, batching),
                });
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        finally
        {
            Loading = null;
        }
    }

    /// <summary>The iris model that comes with Penstock; it is loaded when it is first asked for.</summary>
    public LazyOnnxEngine BoxedIris(OnnxConfig onnx) => Keep("iris " + onnx.Library, () => new LazyOnnxEngine(() =>
    {
        using var resource = typeof(EngineShelf).Assembly.GetManifestResourceStream("iris.onnx") ?? throw new InvalidOperationException("The iris model is not in the assembly.");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new OnnxEngine(OnnxSession.Open(Load(onnx), bytes), _slots);
    }));

    // The first load of a library decides on its threads; a reload of the configuration does not change them.
    private static OnnxRuntime Load(OnnxConfig onnx) =>
        OnnxRuntime.Load(onnx.Library, new OnnxRuntimeOptions { Threads = onnx.Threads ?? 0, Spinning = onnx.Spinning });

    /// <summary>Lets go of every engine that was not asked for since the last time.</summary>
    public void Sweep()
    {
        foreach (var key in _engines.Keys.Where(key => !_used.Contains(key)).ToArray())
        {
            _engines.Remove(key, out var engine);
            if (engine is IEngine released)
            {
                holds.Release(released);
            }
        }

        _used.Clear();
    }

    /// <summary>Lets go of every engine.</summary>
    public void Clear()
    {
        _used.Clear();
        Sweep();
    }

    private T Keep<T>(string key, Func<T> make)
        where T : class
    {
        _used.Add(key);
        if (!_engines.TryGetValue(key, out var engine))
        {
            _engines[key] = engine = make();
            Hold(engine);
        }

        return (T)engine;
    }

    // What engines share, say connections, is not counted: the collector finds it when the last of them is gone.
    private void Hold(object engine)
    {
        if (engine is IEngine held)
        {
            holds.Hold(held);
        }
    }

    // An address that came through the management API leads where the operator allows it, also when its name changes later.
    private HttpMessageInvoker Http(ProviderConfig provider) =>
        ProviderHttp.Create(provider.Timeouts.Connect, traced, provider.FromApi ? services.GetRequiredService<NetworkGuard>().ConnectAsync : null);

    // A secret in a store may change without another engine.
    private static string Told(Secret? secret) => secret is null ? "" : secret.Reference?.ToString() ?? secret.Reveal();

    // Everything an engine is made of; it is kept in memory only, as the engine itself keeps the key.
    private static string Describe(ProviderConfig provider) => string.Join('\n',
    [
        "provider", provider.Name, provider.Known?.ToString() ?? "", provider.ApiVersion ?? "", provider.OlderMaxTokens.ToString(), string.Join(',', provider.DropFields), provider.Dialect,
        provider.Region ?? "", provider.Project ?? "", provider.CredentialsFile ?? "", provider.BaseUrl.ToString(), Told(provider.ApiKey), provider.IncludeUsage.ToString(), provider.Responses.ToString(),
        Told(provider.AccessKeyId), Told(provider.SecretAccessKey), Told(provider.SessionToken), provider.FromApi.ToString(),
        provider.Timeouts.Connect.ToString(), .. provider.Headers.Select(header => $"{header.Key}: {header.Value}"),
    ]);
}
