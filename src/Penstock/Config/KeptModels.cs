using System.Collections.Frozen;
using Penstock.Config.Governance;

namespace Penstock.Config;

/// <summary>The providers and models that the management API made, beside those of a file. What both have is the file's.</summary>
internal sealed class KeptModels(GovernedKinds kinds)
{
    /// <summary>A configuration with both, and what of the kept cannot run beside it, with the reason.</summary>
    public (PenstockConfig Config, IReadOnlyList<(TargetModelConfig Model, string Fault)> Broken) Join(PenstockConfig config)
    {
        var (keptProviders, keptModels) = (kinds.Providers.Things.Kept, kinds.Models.Things.Kept);
        if (keptProviders.Count == 0 && keptModels.Count == 0)
        {
            return (config, []);
        }

        var providers = new Dictionary<string, ProviderConfig>(keptProviders, StringComparer.Ordinal);
        foreach (var (name, provider) in config.Providers)
        {
            providers[name] = provider;
        }

        var models = new Dictionary<string, ModelConfig>(config.Models, StringComparer.Ordinal);
        var broken = new List<(TargetModelConfig, string)>();
        foreach (var model in keptModels.Values.OfType<TargetModelConfig>().Where(model => !config.Models.ContainsKey(model.Id)))
        {
            if (ModelChecks.Mistakes(model, providers).FirstOrDefault() is { } mistake)
            {
                broken.Add((model, mistake.Message));
            }
            else
            {
                models[model.Id] = model;
            }
        }

        return (config with { Providers = providers.ToFrozenDictionary(StringComparer.Ordinal), Models = models.ToFrozenDictionary(StringComparer.Ordinal) }, broken);
    }
}
