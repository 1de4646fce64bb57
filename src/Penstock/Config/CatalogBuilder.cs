using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.Guide;
using Penstock.Gateways.Engines.Typed;
using Penstock.Gateways.Repository;
using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>
/// Makes the models of the configuration, the box and the host: those that are no files, and the plan by which the repository loads those
/// that are.
/// </summary>
/// <param name="host">The host's functions, files and folders.</param>
/// <param name="engines">The engines, kept across reloads as far as nothing about them changed.</param>
/// <param name="services">The models at JSON services.</param>
/// <param name="remotes">The files of models that come from elsewhere.</param>
/// <param name="time">The clock.</param>
internal sealed class CatalogBuilder(PenstockOptions host, EngineShelf engines, ServiceModels services, RemoteModels remotes, TimeProvider time)
{
    private readonly ModelSpecs _specs = new(engines, remotes);

    /// <summary>The models at JSON services.</summary>
    public ServiceModels Services => services;

    /// <summary>Fetches the documents of services that a configuration needs. What does not come makes no mistake.</summary>
    public Task FetchAsync(PenstockConfig config, CancellationToken ct) => services.RefreshAsync(config, ct);

    /// <summary>Builds what there is; the mistakes are those that only show here. A model file that cannot be loaded is none of them.</summary>
    public (BuiltModels? Models, IReadOnlyList<ConfigMistake> Mistakes) Build(ConfigReading reading)
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

        foreach (var declared in config.Models.Values.OfType<TargetModelConfig>())
        {
            if (FromTargets(declared, config, reading, mistakes) is { } model)
            {
                models[declared.Id] = Described(model, declared) with { Created = Now() };
            }
        }

        AddHosted(models, config, reading, mistakes);
        if (mistakes.Count > 0)
        {
            return (null, mistakes);
        }

        engines.Sweep();
        remotes.Use(config);
        OnnxModelConfig[] hosted = [.. Plain.Select(plain => new OnnxModelConfig(plain.Name, plain.File, [], []) { Description = plain.Description })];
        var taken = models.Values.Where(model => model.Source != "box").Select(model => model.Id).ToHashSet(StringComparer.Ordinal);
        return (new BuiltModels([.. models.Values], _specs.Plan([.. config.Models.Values.OfType<OnnxModelConfig>(), .. host.OnnxFiles], hosted, [.. config.Repositories, .. host.Repositories], taken, config.Onnx)), []);
    }

    /// <summary>
    /// The host's own files of which nothing serves, and folders that are not there: who names a file in a program or on the command line is there to be told, while the
    /// other models of a configuration serve without one that is broken.
    /// </summary>
    public IReadOnlyList<ConfigMistake> Refused(IReadOnlyList<ModelState> states)
    {
        string? Reason(string model) => states.Any(state => state.Name == model && state.Condition == ModelCondition.Ready) ? null
            : string.Join("; ", states.Where(state => state.Name == model).Select(state => state.Reason.TrimEnd('.')));

        return
        [
            .. host.OnnxFiles.Select(file => (file.File, Why: Reason(file.Id))).Where(file => file.Why is not null)
                .Select(file => new ConfigMistake(file.File, default, "", file.Why!, "Name an ONNX file that ONNX Runtime can load.")),
            .. host.Repositories.Where(folder => !Directory.Exists(folder.Path)).Select(folder => new ConfigMistake(folder.Path, default, "", "there is no such folder", "Name a folder of models.")),
            .. Plain.Select(plain => (plain.Name, plain.File, Why: Reason(plain.Name))).Where(plain => plain.Why is not null)
                .Select(plain => new ConfigMistake($"the model '{plain.Name}'", default, "", plain.Why!, $"It is served from {plain.File}.")),
        ];
    }

    private IEnumerable<ModelRegistration> Plain => host.Models.Where(registration => !registration.IsTyped);

    private void AddHosted(Dictionary<string, Model> models, PenstockConfig config, ConfigReading reading, List<ConfigMistake> mistakes)
    {
        foreach (var file in host.OnnxFiles.Where(file => config.Models.GetValueOrDefault(file.Id) is not (null or OffModelConfig)))
        {
            mistakes.Add(reading.MistakeAt(ConfigPlace.Join("models", file.Id), $"{file.File} is served under this name, too", "Give one of them another name."));
        }

        foreach (var name in host.Functions.Select(function => function.Name).Concat(host.Models.Select(model => model.Name)).Where(config.Models.ContainsKey))
        {
            mistakes.Add(reading.MistakeAt(ConfigPlace.Join("models", name), "the program that hosts Penstock serves a model of this name", "Give one of them another name."));
        }

        foreach (var function in host.Functions)
        {
            models[function.Name] = FromHost(function);
        }

        foreach (var registration in host.Models.Where(registration => registration.IsTyped))
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
    }

    private Model Guide() => new()
    {
        Id = "guide",
        Description = GuideEngine.Description,
        Capabilities = [Capability.Chat],
        Targets = [new Target("guide", "guide", engines.Guide, RouteOptions.Local) { PricedBy = Target.Local }],
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
            Platform = EntryModel.Platform,
            Targets = [new Target("onnx", "iris", engine, RouteOptions.Local) { PricedBy = Target.Local }],
            Describe = () => (engine.Description.Text, engine.Description.Signature),
            Batching = () => engine.Batching.ToString(),
            Owner = "penstock",
            Source = "box",
            Created = Now(),
        };
    }

    private Model? FromTargets(TargetModelConfig declared, PenstockConfig config, ConfigReading reading, List<ConfigMistake> mistakes)
    {
        if (declared.Targets.Any(target => ServiceModels.IsService(config.Providers[target.Provider])))
        {
            return AtService(declared, config, reading, mistakes);
        }

        return new Model
        {
            Id = declared.Id,
            Capabilities = [.. declared.Capabilities.Select(name => CapabilityNames.TryParse(name, out var capability) ? capability : throw new ArgumentException(name))],
            Targets = [.. declared.Targets.Select(target => ToTarget(target, config.Providers[target.Provider]))],
            Pool = declared.Pool,
            MaxInputTokens = declared.MaxInputTokens,
            MaxOutputTokens = declared.MaxOutputTokens,
            Source = "file",
        };
    }

    private Model? AtService(TargetModelConfig declared, PenstockConfig config, ConfigReading reading, List<ConfigMistake> mistakes)
    {
        if (declared.Targets.Count > 1)
        {
            mistakes.Add(reading.MistakeAt(ConfigPlace.Join("models", declared.Id) + ".targets", "a model at a JSON service has no other targets", "Keep one."));
            return null;
        }

        var provider = config.Providers[declared.Targets[0].Provider];
        var (served, mistake) = services.Build(declared, provider, RouteOf(provider), reading);
        mistakes.AddRange(mistake is null ? [] : [mistake]);
        return served;
    }

    private Target ToTarget(TargetConfig target, ProviderConfig provider)
    {
        var engine = engines.Provider(provider);
        var upstream = ProviderOptionsOf.UpstreamModel(provider, target.Model);
        return new Target(provider.Name, upstream, engine, RouteOf(provider))
        {
            Dialect = engine.Dialect.Native(upstream),
            Weight = target.Weight,
            Order = target.Order,
            AllowedMembers = provider.AllowFields,
            Capabilities = engine.Dialect.Capabilities,
            Features = engine.Dialect.Features,
            Price = target.Price,
            PricedBy = provider.Known?.Prices,
            Address = provider.BaseUrl,
            InputCosts = engine.Dialect.InputCosts(upstream),
        };
    }

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
            Targets = [new Target("function", function.Name, engine, RouteOptions.Local) { PricedBy = Target.Local }],
            Signature = signature,
            Source = "host",
            Created = Now(),
        };
    }

    private Model FromHost(ModelRegistration registration, OnnxConfig onnx)
    {
        var engine = engines.Typed(registration, onnx, inner => new Model
        {
            Id = registration.Name,
            Description = registration.Description ?? inner.Description.Text,
            Capabilities = [Capability.Predict],
            Platform = EntryModel.Platform,
            Targets = [new Target("onnx", registration.Name, inner, RouteOptions.Local) { PricedBy = Target.Local }],
            Signature = inner.Description.Signature,
            Batching = () => inner.Batching.ToString(),
            Source = "host",
            Created = Now(),
        });
        return engine.Plain with { Targets = [engine.Plain.Targets[0] with { Engine = engine }], Signature = engine.Signature };
    }

    private static Model Described(Model model, ModelConfig declared) => model with
    {
        Description = declared.Description ?? model.Description,
        DocumentationUrl = declared.DocumentationUrl?.ToString(),
        Owner = declared.Owner,
        Price = declared.Price,
    };

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();
}
