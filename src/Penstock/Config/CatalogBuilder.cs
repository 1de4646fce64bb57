using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.Guide;
using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>
/// Makes the models of the configuration, the box and the host: those that are no files, and the plan by which the repository loads those
/// that are.
/// </summary>
/// <param name="host">The host's functions, files and folders.</param>
/// <param name="engines">The engines, kept across reloads as far as nothing about them changed.</param>
/// <param name="time">The clock.</param>
internal sealed class CatalogBuilder(PenstockOptions host, EngineShelf engines, TimeProvider time)
{
    private readonly ModelSpecs _specs = new(engines);

    /// <summary>Builds what there is; the mistakes are those that only show here. A model file that cannot be loaded is none of them.</summary>
    public (BuiltModels? Models, IReadOnlyList<ConfigMistake> Mistakes) Build(ConfigReading reading)
    {
        var config = reading.Config ?? throw new ArgumentException("The configuration has mistakes.", nameof(reading));
        var mistakes = new List<ConfigMistake>();
        var models = new Dictionary<string, Model>(StringComparer.Ordinal);
        foreach (var name in ModelNames.InTheBox.Where(name => !config.Models.ContainsKey(name)))
        {
            models[name] = name == "guide" ? Guide() : Iris(config.Onnx.Library);
        }

        if (models.ContainsKey("iris") && OnnxRuntime.Missing(config.Onnx.Library) is { } missing)
        {
            mistakes.Add(reading.MistakeAt("onnx.library", missing, "Name a library of ONNX Runtime, or turn the model off: models: { iris: off }."));
        }

        foreach (var target in config.Models.Values.OfType<TargetModelConfig>())
        {
            models[target.Id] = Described(FromTargets(target, config), target);
        }

        foreach (var file in host.OnnxFiles.Where(file => config.Models.GetValueOrDefault(file.Id) is not (null or OffModelConfig)))
        {
            mistakes.Add(reading.MistakeAt(ConfigPlace.Join("models", file.Id), $"{file.File} is served under this name, too", "Give one of them another name."));
        }

        foreach (var function in host.Functions)
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
        OnnxModelConfig[] files = [.. config.Models.Values.OfType<OnnxModelConfig>(), .. host.OnnxFiles];
        var taken = models.Values.Where(model => model.Source != "box").Select(model => model.Id).ToHashSet(StringComparer.Ordinal);
        return (new BuiltModels([.. models.Values], _specs.Plan(files, [.. config.Repositories, .. host.Repositories], taken, config.Onnx.Library)), []);
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

    private Model Iris(string? library)
    {
        var engine = engines.BoxedIris(library);
        return new Model
        {
            Id = "iris",
            Capabilities = [Capability.Predict],
            Targets = [new Target("onnx", "iris", engine, RouteOptions.Local)],
            Describe = () => (engine.Description.Text, engine.Description.Signature),
            Owner = "penstock",
            Source = "box",
            Created = Now(),
        };
    }

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
            Weight = target.Weight,
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

    private static Model Described(Model model, ModelConfig declared) => model with
    {
        Description = declared.Description ?? model.Description,
        DocumentationUrl = declared.DocumentationUrl?.ToString(),
        Owner = declared.Owner,
    };

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();
}
