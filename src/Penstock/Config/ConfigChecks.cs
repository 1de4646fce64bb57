namespace Penstock.Config;

/// <summary>What can only be said when the whole file has been read.</summary>
internal static class ConfigChecks
{
    public static void Run(PenstockConfig config, IReadOnlyCollection<string> declaredProviders, ConfigDraft draft)
    {
        SecretReferences.Check(config.Secrets, draft);
        foreach (var (id, model) in config.Models)
        {
            var path = ConfigPlace.Join("models", id);
            if (model is OffModelConfig && !ModelNames.InTheBox.Contains(id))
            {
                draft.Add(draft.Locate(path), path, "only a model of the box can be turned off", $"Remove the entry; in the box are {string.Join(" and ", ModelNames.InTheBox)}.");
            }
            if (model is TargetModelConfig { Targets: var targets } target)
            {
                for (var i = 0; i < targets.Count; i++)
                {
                    CheckTarget(targets[i], $"{path}.targets[{i}]", declaredProviders, draft);
                    if (targets[i]?.Provider is { } name && config.Providers?.GetValueOrDefault(name) is { } provider)
                    {
                        ServiceChecks.Run(target, targets[i], provider, path, $"{path}.targets[{i}]", draft);
                    }
                }
            }
        }
    }

    private static void CheckTarget(TargetConfig target, string path, IReadOnlyCollection<string> declared, ConfigDraft draft)
    {
        if (target?.Provider is null || declared.Contains(target.Provider))
        {
            return;
        }
        var known = KnownProviders.Find(target.Provider);
        var fix = known is null ? NearMiss.Hint(target.Provider, declared) + "Declare it under providers."
            : known.Local ? $"Add it under providers: {target.Provider}: {{}}."
            : $"Add it under providers: {target.Provider}: {{ api_key: \"${{{known.KeyVariables[0]}}}\" }}.";
        var place = path + ".provider";
        draft.Add(draft.Locate(place), place, "this provider is not declared", fix);
    }
}
