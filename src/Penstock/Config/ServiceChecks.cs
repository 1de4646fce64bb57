namespace Penstock.Config;

/// <summary>What a target must say of a server that describes itself, and must not say of any other provider.</summary>
internal static class ServiceChecks
{
    public static void Run(TargetModelConfig model, TargetConfig target, ProviderConfig provider, string modelPath, string targetPath, ConfigDraft draft)
    {
        var isService = provider.Dialect == ProviderKeys.JsonService;
        var isInference = provider.Dialect == ProviderKeys.OpenInference;
        if ((isService || isInference) && model.Targets.Count > 1)
        {
            Add(targetPath, "", "a model whose signature a server tells has this one target", "Declare a model for each server.");
        }
        if (!isInference && target.Version is not null)
        {
            Add(targetPath, ".version", $"the provider `{provider.Name}` is no Open-Inference server", "Remove it.");
        }
        if (isInference && model.SaysCapabilities)
        {
            Add(modelPath, ".capabilities", "this key does not fit this kind of model", "Remove it: what runs at an Open-Inference server does predict.");
        }
        if (!isService)
        {
            if ((target.Operation ?? target.Path) is not null)
            {
                Add(targetPath, target.Path is null ? ".operation" : ".path", $"the provider `{provider.Name}` is no JSON service", "Write model: …, the provider's own name for the model.");
            }
            return;
        }
        if (model.SaysCapabilities)
        {
            Add(modelPath, ".capabilities", "this key does not fit this kind of model", "Remove it: what runs at a JSON service does predict.");
        }
        if (target is { Operation: null, Path: null })
        {
            Add(targetPath, ".model", $"the provider `{provider.Name}` is a JSON service, which has no models", "Write path: /… (and method: …), or operation: ….");
        }
        if (provider.OpenApi is not null)
        {
            return;
        }
        const string Fix = "Add `openapi: …` to the provider.";
        if (target.Operation is not null)
        {
            Add(targetPath, ".operation", "an operation can only be found in an OpenAPI document", Fix);
        }
        if (target.Path?.Contains('{') == true)
        {
            Add(targetPath, ".path", "only an OpenAPI document says what goes into the braces", Fix);
        }
        if (target.Method is "GET" or "DELETE")
        {
            Add(targetPath, ".method", $"only an OpenAPI document says what goes into the query of a {target.Method}", Fix);
        }

        void Add(string path, string key, string what, string fix) => draft.Add(draft.Locate(path + key), path + key, what, fix);
    }
}
