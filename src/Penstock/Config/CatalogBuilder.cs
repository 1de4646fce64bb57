using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.Guide;
using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>Makes the catalogue of models from the configuration, the models in the box and the host's functions.</summary>
/// <param name="functions">The host's functions.</param>
/// <param name="engines">The engines, kept across reloads as far as nothing about them changed.</param>
/// <param name="time">The clock.</param>
internal sealed class CatalogBuilder(IReadOnlyList<FunctionRegistration> functions, EngineShelf engines, TimeProvider time)
{
    /// <summary>Builds a catalogue; the mistakes are those that only show when a model is loaded.</summary>
    public (ModelCatalog? Catalogue, IReadOnlyList<ConfigMistake> Mistakes) Build(ConfigReading reading)
    {
        var config = reading.Config ?? throw new ArgumentException("The configuration has mistakes.", nameof(reading));
        var mistakes = new List<ConfigMistake>();
        var models = new Dictionary<string, Model>(StringComparer.Ordinal);
        foreach (var name in ModelNames.InTheBox.Where(name => !config.Models.ContainsKey(name)))
        {
            models[name] = name == "guide" ? Guide() : Iris(config.Onnx);
        }

        if (models.ContainsKey("iris") && OnnxRuntime.Missing(config.Onnx.Library) is { } missing)
        {
            mistakes.Add(reading.MistakeAt("onnx.library", missing, "Name a library of ONNX Runtime, or turn the model off: models: { iris: off }."));
        }

        foreach (var (id, declared) in config.Models)
        {
            try
            {
                if (FromFile(declared, config) is { } model)
                {
                    models[id] = model;
                }
            }
            catch (OnnxException exception)
            {
                mistakes.Add(reading.MistakeAt(ConfigPlace.Join("models", id) + ".onnx", exception.Message, "Name an ONNX file that ONNX Runtime can load."));
            }
        }

        foreach (var function in functions)
        {
            if (config.Models.ContainsKey(function.Name))
            {
                mistakes.Add(reading.MistakeAt(ConfigPlace.Join("models", function.Name), "the program that hosts Penstock serves a function of this name", "Give one of them another name."));
            }

            models[function.Name] = FromHost(function);
        }

        if (mistakes.Count > 0)
        {
            return (null, mistakes);
        }

        engines.Sweep();
        return (new ModelCatalog(models.Values), []);
    }

    private Model Guide() => new()
    {
        Id = "guide",
        Description = GuideEngine.Description,
        Capabilities = [Capability.Chat],
        Targets = [new Target("guide", "guide", engines.Guide, RouteOptions.Local)],
        Owner = "penstock",
        Source = "box",
        Created = Now(),
    };

    private Model Iris(OnnxConfig onnx)
    {
        var engine = engines.BoxedIris(onnx);
        return new Model
        {
            Id = "iris",
            Capabilities = [Capability.Predict],
            Targets = [new Target("onnx", "iris", engine, RouteOptions.Local)],
            Describe = () => (engine.Description.Text, engine.Description.Signature),
            Batching = () => engine.Batching.ToString(),
            Owner = "penstock",
            Source = "box",
            Created = Now(),
        };
    }

    private Model? FromFile(ModelConfig declared, PenstockConfig config) => declared switch
    {
        OffModelConfig => null,
        OnnxModelConfig onnx => Described(Onnx(onnx, engines.Onnx(onnx, config.Onnx)), declared),
        TargetModelConfig target => Described(FromTargets(target, config), declared),
        _ => throw new ArgumentException($"There is no such model: {declared.GetType().Name}.", nameof(declared)),
    };

    private Model FromTargets(TargetModelConfig declared, PenstockConfig config) => new()
    {
        Id = declared.Id,
        Capabilities = [.. declared.Capabilities.Select(name => CapabilityNames.TryParse(name, out var capability) ? capability : throw new ArgumentException(name))],
        Targets = [.. declared.Targets.Select(target => ToTarget(target, config.Providers[target.Provider]))],
        Source = "file",
        Created = Now(),
    };

    private Target ToTarget(TargetConfig target, ProviderConfig provider) =>
        new(provider.Name, target.Model, engines.Provider(provider), new RouteOptions
        {
            Attempts = provider.Retry.Attempts,
            BaseDelay = provider.Retry.BaseDelay,
            MaxDelay = provider.Retry.MaxDelay,
            FirstByte = provider.Timeouts.FirstByte,
            Idle = provider.Timeouts.Idle,
            Total = provider.Timeouts.Total,
        })
        {
            AllowedMembers = provider.AllowFields,
        };

    private Model FromHost(FunctionRegistration function)
    {
        var engine = engines.Function(function);
        return new Model
        {
            Id = function.Name,
            Description = function.Description ?? "",
            Capabilities = [Capability.Predict],
            Targets = [new Target("function", function.Name, engine, RouteOptions.Local)],
            Signature = engine.Signature,
            Source = "host",
            Created = Now(),
        };
    }

    private Model Onnx(OnnxModelConfig declared, OnnxEngine engine) => new()
    {
        Id = declared.Id,
        Description = engine.Description.Text,
        Capabilities = [Capability.Predict],
        Targets = [new Target("onnx", declared.Id, engine, RouteOptions.Local)],
        Signature = engine.Description.Signature,
        Batching = () => engine.Batching.ToString(),
        Source = "file",
        Created = Now(),
    };

    private static Model Described(Model model, ModelConfig declared) => model with
    {
        Description = declared.Description ?? model.Description,
        DocumentationUrl = declared.DocumentationUrl?.ToString(),
        Owner = declared.Owner,
    };

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();
}
