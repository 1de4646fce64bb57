using Penstock.Gateways.Repository;
using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>Says to the repository what the configuration says of model files.</summary>
internal sealed class ModelSpecs(EngineShelf engines)
{
    private readonly Dictionary<string, (string Stamp, ModelSpec Spec)> _sidecars = new(StringComparer.Ordinal);

    /// <summary>The plan of a configuration.</summary>
    /// <param name="files">The models that are declared one by one.</param>
    /// <param name="folders">The folders.</param>
    /// <param name="taken">Names of models that are no files.</param>
    /// <param name="library">The library of ONNX Runtime; null for the one in the box.</param>
    public RepositoryPlan Plan(IReadOnlyList<OnnxModelConfig> files, IReadOnlyList<RepositoryConfig> folders, IReadOnlySet<string> taken, string? library)
    {
        _sidecars.Clear();
        return new RepositoryPlan(
            [.. files.Select(file => Of(file, library))],
            [.. folders.Select(folder => new RepositoryFolder(folder.Path, folder.Watch, found => InFolder(folder, found, library)))],
            taken);
    }

    /// <summary>Tries whether ONNX Runtime loads a file; its words when it does not.</summary>
    public string? Check(OnnxModelConfig model, string file, string? library)
    {
        var (opened, error) = Open(model, file, library);
        (opened?.Engine as IDisposable)?.Dispose();
        return error;
    }

    private ModelSpec Of(OnnxModelConfig model, string? library) => new()
    {
        Id = model.Id,
        Path = model.File,
        Open = file => Open(model, file, library),
        Settings = EngineShelf.Describe(model, library),
        Versions = model.Versions ?? VersionPolicy.Latest,
        Canary = model.Canary,
        Shadow = model.Shadow,
        Golden = model.Golden,
        Description = model.Description,
        DocumentationUrl = model.DocumentationUrl?.ToString(),
        Owner = model.Owner,
    };

    // A sidecar is read again only when it has changed: a watched folder is looked at every two seconds.
    private ModelSpec InFolder(RepositoryConfig folder, FoundModel found, string? library)
    {
        var file = found.Sidecar is null ? null : new FileInfo(found.Sidecar);
        var stamp = file is { Exists: true } ? $"{file.Length} {file.LastWriteTimeUtc.Ticks}" : "";
        if (!_sidecars.TryGetValue(found.Path, out var known) || known.Stamp != stamp)
        {
            _sidecars[found.Path] = known = (stamp, Read(folder, found, library));
        }

        return known.Spec;
    }

    private ModelSpec Read(RepositoryConfig folder, FoundModel found, string? library)
    {
        var (model, mistake) = found.Sidecar is { } sidecar ? SidecarReader.Read(sidecar) : (null, null);
        model = (model ?? new OnnxModelConfig("", "", [], [])) with { Id = found.Id, File = found.Path };
        return Of(model with { Versions = model.Versions ?? folder.Versions }, library) with
        {
            Source = "repository",
            Watch = folder.Watch,
            Mistake = ModelNames.IsValid(found.Id) ? mistake : "its folder or file has a name that no model may have: use letters, digits and . _ - / : @ +",
        };
    }

    private (OpenedModel? Opened, string? Error) Open(OnnxModelConfig model, string file, string? library)
    {
        try
        {
            var engine = engines.Onnx(model, file, library);
            return (new OpenedModel(engine, engine.Description.Signature, engine.Description.Text), null);
        }
        catch (OnnxException exception)
        {
            // Callers are told, too, and need not know where things are on this machine.
            return (null, exception.Message.Replace(file + ": ", "", StringComparison.Ordinal).Replace(file, Path.GetFileName(file), StringComparison.Ordinal).TrimEnd('.'));
        }
    }
}
