using Microsoft.Extensions.Logging;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.Guide;
using Penstock.Gateways.Engines.Providers;
using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>
/// The engines that were made, by what they were made of, so that a reload keeps connections and sessions of what did not
/// change. One that is no longer used is let go of, and disposed when its last call has ended.
/// </summary>
/// <param name="holds">Who holds which engine.</param>
/// <param name="loggers">For what goes wrong in functions.</param>
/// <param name="traced">Whether spans of outgoing requests are wanted.</param>
internal sealed class EngineShelf(EngineHolds holds, ILoggerFactory loggers, bool traced)
{
    private readonly Dictionary<string, object> _engines = new(StringComparer.Ordinal);
    private readonly OnnxRunSlots _slots = new(Environment.ProcessorCount);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The ONNX file that is being loaded; null while none is.</summary>
    public string? Loading { get; private set; }

    /// <summary>The guide.</summary>
    public GuideEngine Guide => Keep("guide", GuideEngine.InTheBox);

    /// <summary>A provider's engine.</summary>
    public OpenAiEngine Provider(ProviderConfig provider) => Keep(Describe(provider), () => new OpenAiEngine(
        new ProviderOptions
        {
            Name = provider.Name,
            BaseAddress = new Uri(provider.BaseUrl.ToString().TrimEnd('/') + "/"),
            ApiKey = provider.ApiKey?.Reveal(),
            Headers = [.. provider.Headers],
            IncludeUsage = provider.IncludeUsage,
        },
        ProviderHttp.Create(provider.Timeouts.Connect, traced)));

    /// <summary>A function's engine.</summary>
    public FunctionEngine Function(FunctionRegistration function) =>
        Keep("function " + function.Name, () => new FunctionEngine(function.Name, function.Function, loggers.CreateLogger<FunctionEngine>()));

    /// <summary>Everything an ONNX model's engine is made of besides the file: another text means another engine.</summary>
    public static string Describe(OnnxModelConfig model, string? library) => $"{library}\n{string.Join(',', model.Fields)}\n{string.Join(',', model.Classes)}";

    /// <summary>A new engine of an ONNX file, which the caller keeps.</summary>
    /// <exception cref="OnnxException">ONNX Runtime refuses the file, or the model cannot be served.</exception>
    public OnnxEngine Onnx(OnnxModelConfig model, string file, string? library)
    {
        Loading = file;
        try
        {
            var session = OnnxSession.Open(OnnxRuntime.Load(library), file);
            try
            {
                return new OnnxEngine(session, _slots, new OnnxModelOptions
                {
                    Fields = model.Fields.Count > 0 ? model.Fields : null,
                    Classes = model.Classes.Count > 0 ? model.Classes : null,
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
    public LazyOnnxEngine BoxedIris(string? library) => Keep("iris " + library, () => new LazyOnnxEngine(() =>
    {
        using var resource = typeof(EngineShelf).Assembly.GetManifestResourceStream("iris.onnx") ?? throw new InvalidOperationException("The iris model is not in the assembly.");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new OnnxEngine(OnnxSession.Open(OnnxRuntime.Load(library), bytes), _slots);
    }));

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

    // Everything an engine is made of; it is kept in memory only, as the engine itself keeps the key.
    private static string Describe(ProviderConfig provider) => string.Join('\n',
    [
        "provider", provider.Name, provider.BaseUrl.ToString(), provider.ApiKey?.Reveal() ?? "", provider.IncludeUsage.ToString(),
        provider.Timeouts.Connect.ToString(), .. provider.Headers.Select(header => $"{header.Key}: {header.Value}"),
    ]);
}
