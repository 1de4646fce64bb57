using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.Guide;
using Penstock.Gateways.Engines.Typed;
using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>Makes the catalogue of models from the configuration, the models in the box and the host's own.</summary>
/// <param name="host">The host's functions and models.</param>
/// <param name="engines">The engines, kept across reloads as far as nothing about them changed.</param>
/// <param name="services">The models at JSON services.</param>
/// <param name="remotes">The files of models that come from elsewhere.</param>
/// <param name="time">The clock.</param>
internal sealed class CatalogBuilder(PenstockOptions host, EngineShelf engines, ServiceModels services, RemoteModels remotes, TimeProvider time)
{
    /// <summary>The models at JSON services.</summary>
    public ServiceModels Services => services;

    /// <summary>Fetches what a configuration needs from elsewhere: the documents of services, and model files. What does not come makes no mistake.</summary>
    public Task FetchAsync(PenstockConfig config, CancellationToken ct) => Task.WhenAll(services.RefreshAsync(config, ct), remotes.RefreshAsync(config, ct));

    /// <summary>Builds a catalogue; the mistakes are those that only show when a model is loaded.</summary>
    public (ModelCatalog? Catalogue, IReadOnlyList<ConfigMistake> Mistakes) Build(ConfigReading reading)
    {
        var config = reading.Config ?? throw new ArgumentException("The configuration has mistakes.", nameof(reading));
        var mistakes = new List<ConfigMistake>();
        var models = new Dictionary<string, Model>(StringComparer.Ordinal);
        foreach (var name in ModelNames.InTheBox.Where(name => host.InTheBox && !config.Models.ContainsKey(name)))
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
                if (declared is TargetModelConfig { Targets: [var target, ..] } remote && config.Providers[target.Provider] is var provider && ServiceModels.IsService(provider))
                {
                    var (served, mistake) = services.Build(remote, provider, RouteOf(provider), reading);
                    mistakes.AddRange(mistake is null ? [] : [mistake]);
                    if (served is not null)
                    {
                        models[id] = Described(served, declared) with { Created = Now() };
                    }
                }
                else if (FromFile(declared, config) is { } model)
                {
                    models[id] = model;
                    mistakes.AddRange(declared is OnnxModelConfig && model.Signature is { } signature
                        ? RuleCheck.Mistakes(signature).Select(wrong => reading.MistakeAt(ConfigPlace.Join(ConfigPlace.Join("models", id) + ".inputs", wrong.Name), wrong.What, "Write a value that a caller could give."))
                        : []);
                }
            }
            catch (OnnxException exception)
            {
                mistakes.Add(reading.MistakeAt($"{ConfigPlace.Join("models", id)}.{exception.Key ?? "onnx"}", exception.Message, exception.Key is null ? "Name an ONNX file that ONNX Runtime can load." : "Say it of an input or a column the model has, by its name."));
            }
        }

        foreach (var file in host.OnnxFiles)
        {
            if (config.Models.GetValueOrDefault(file.Id) is not (null or OffModelConfig))
            {
                mistakes.Add(reading.MistakeAt(ConfigPlace.Join("models", file.Id), $"{file.File} is served under this name, too", "Give one of them another name."));
            }

            try
            {
                models[file.Id] = Onnx(file, engines.Onnx(file, config.Onnx));
            }
            catch (OnnxException exception)
            {
                mistakes.Add(new ConfigMistake(file.File, default, "", exception.Message.Replace(file.File + ": ", "", StringComparison.Ordinal).TrimEnd('.'), "Name an ONNX file that ONNX Runtime can load."));
            }
        }

        foreach (var name in host.Functions.Select(function => function.Name).Concat(host.Models.Select(model => model.Name)).Where(config.Models.ContainsKey))
        {
            mistakes.Add(reading.MistakeAt(ConfigPlace.Join("models", name), "the program that hosts Penstock serves a model of this name", "Give one of them another name."));
        }

        foreach (var function in host.Functions)
        {
            models[function.Name] = FromHost(function);
        }

        foreach (var registration in host.Models)
        {
            try
            {
                models[registration.Name] = FromHost(registration, config.Onnx);
            }
            catch (Exception exception) when (exception is OnnxException or ArgumentException)
            {
                mistakes.Add(new ConfigMistake($"the model '{registration.Name}'", default, "", exception.Message.TrimEnd('.'), $"It is served from {registration.File}."));
            }
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
        OnnxModelConfig onnx when remotes.Of(onnx) is (null, { } error) => Described(Missing(onnx, error), declared),
        OnnxModelConfig onnx => Described(Onnx(onnx, engines.Onnx(onnx with { File = remotes.Of(onnx).Path!, Batching = onnx.Batching ?? config.Onnx.Batching }, config.Onnx)), declared),
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
        new(provider.Name, target.Model, engines.Provider(provider), RouteOf(provider))
        {
            AllowedMembers = provider.AllowFields,
        };

    private static RouteOptions RouteOf(ProviderConfig provider) => new()
    {
        Attempts = provider.Retry.Attempts,
        BaseDelay = provider.Retry.BaseDelay,
        MaxDelay = provider.Retry.MaxDelay,
        FirstByte = provider.Timeouts.FirstByte,
        Idle = provider.Timeouts.Idle,
        Total = provider.Timeouts.Total,
    };

    private Model FromHost(FunctionRegistration function)
    {
        var (engine, signature) = engines.Hosted(function);
        return new Model
        {
            Id = function.Name,
            Description = function.Description ?? "",
            Capabilities = [Capability.Predict],
            Targets = [new Target("function", function.Name, engine, RouteOptions.Local)],
            Signature = signature,
            Source = "host",
            Created = Now(),
        };
    }

    private Model FromHost(ModelRegistration registration, OnnxConfig onnx)
    {
        var declared = new OnnxModelConfig(registration.Name, registration.File, [], []);
        var model = Onnx(declared, engines.Onnx(declared, onnx)) with { Source = "host" };
        model = registration.Description is { } description ? model with { Description = description } : model;
        if (!registration.IsTyped)
        {
            return model;
        }

        var engine = engines.Typed(registration, model);
        return model with { Targets = [model.Targets[0] with { Engine = engine }], Signature = engine.Signature };
    }

    private Model Missing(OnnxModelConfig declared, string error) => new()
    {
        Id = declared.Id,
        Capabilities = [Capability.Predict],
        Targets = [new Target("onnx", declared.Id, new UnreadyEngine(error), RouteOptions.Local)],
        NotReady = error,
        Source = "file",
        Created = Now(),
    };

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
