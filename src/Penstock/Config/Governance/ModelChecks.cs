using Penstock.Domain.Calls;

namespace Penstock.Config.Governance;

/// <summary>What is wrong with providers and models of the management API beside all others; those of the file are checked where it is read.</summary>
internal static class ModelChecks
{
    /// <summary>A provider's address that leads inside.</summary>
    public static IEnumerable<InputMistake> Check(ProviderConfig provider, Func<Uri, string?> refusal)
    {
        if (!provider.FromApi)
        {
            yield break;
        }

        if (refusal(provider.BaseUrl) is { } why)
        {
            yield return new InputMistake("base_url", "value_error", $"The address is refused: {why}.");
        }

        if (provider.OpenApi is { IsAbsoluteUri: true } document && refusal(document) is { } whyNot)
        {
            yield return new InputMistake("openapi", "value_error", $"The address is refused: {whyNot}.");
        }
    }

    /// <summary>Targets whose provider is not there, or does not fit; a name that somebody else has.</summary>
    /// <param name="model">The model.</param>
    /// <param name="providers">All providers, by name.</param>
    /// <param name="takenBy">Who has a model's name already: a place; null for nobody but the management API.</param>
    public static IEnumerable<InputMistake> Check(ModelConfig model, IReadOnlyDictionary<string, ProviderConfig> providers, Func<string, string?> takenBy) =>
        model is not TargetModelConfig { FromApi: true } kept ? []
            : (takenBy(kept.Id) is { } place ? [new InputMistake("id", "taken", $"There is a model '{kept.Id}' already: {place}. Take another name.")] : Array.Empty<InputMistake>())
                .Concat(Mistakes(kept, providers));

    /// <summary>Targets whose provider is not there, or does not fit.</summary>
    public static IReadOnlyList<InputMistake> Mistakes(TargetModelConfig model, IReadOnlyDictionary<string, ProviderConfig> providers)
    {
        var draft = new ConfigDraft("", new Dictionary<string, string>()) { FromApi = true };
        var found = new List<InputMistake>();
        for (var i = 0; i < model.Targets.Count; i++)
        {
            var target = model.Targets[i];
            if (providers.TryGetValue(target.Provider, out var provider))
            {
                ServiceChecks.Run(model, target, provider, "", $"targets[{i}]", draft);
            }
            else
            {
                found.Add(new InputMistake($"targets.{i}.provider", "not_found", $"There is no provider '{target.Provider}'. {NearMiss.Hint(target.Provider, providers.Keys)}Make it first, with POST /api/v1/providers.", $"\"{target.Provider}\""));
            }
        }

        return [.. found, .. draft.Mistakes.Select(mistake => BodyReader<ModelConfig>.Of(mistake, ""))];
    }
}
