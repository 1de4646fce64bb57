using System.Security.Cryptography;
using Penstock.Dialects.Predict;
using Penstock.Gateways.Repository;
using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>Says to the repository what the configuration says of model files.</summary>
internal sealed class ModelSpecs(EngineShelf engines, RemoteModels remotes)
{
    private readonly Dictionary<string, (string Stamp, ModelSpec Spec)> _sidecars = new(StringComparer.Ordinal);

    /// <summary>The plan of a configuration.</summary>
    /// <param name="files">The models that are declared one by one.</param>
    /// <param name="hosted">The files that the program which hosts Penstock serves.</param>
    /// <param name="folders">The folders.</param>
    /// <param name="taken">Names of models that are no files.</param>
    /// <param name="onnx">How ONNX Runtime is used.</param>
    public RepositoryPlan Plan(
        IReadOnlyList<OnnxModelConfig> files, IReadOnlyList<OnnxModelConfig> hosted, IReadOnlyList<RepositoryConfig> folders, IReadOnlySet<string> taken, OnnxConfig onnx)
    {
        _sidecars.Clear();
        return new RepositoryPlan(
            [.. files.Select(file => Of(file, onnx)), .. hosted.Select(file => Of(file, onnx) with { Source = "host" })],
            [.. folders.Select(folder => new RepositoryFolder(folder.Path, folder.Watch, found => InFolder(folder, found, onnx)))],
            taken);
    }

    /// <summary>Tries whether a file can be served as its model is declared; what is wrong, and with which key, when it cannot.</summary>
    public ModelFault? Check(OnnxModelConfig model, string file, OnnxConfig onnx)
    {
        var (opened, fault) = Open(model, file, onnx);
        (opened?.Engine as IDisposable)?.Dispose();
        return fault;
    }

    private ModelSpec Of(OnnxModelConfig model, OnnxConfig onnx) => new()
    {
        Id = model.Id,
        Path = model.File,
        Open = file => Open(model, file, onnx) switch { var (opened, fault) => (opened, fault?.ToString()) },
        Fetch = model.Address is null ? null : ct => remotes.FetchAsync(model.Reference, ct),
        Settings = $"{model.Address}\n{model.Sha256}\n{EngineShelf.Describe(model, onnx)}",
        Versions = model.Versions ?? VersionPolicy.Latest,
        Canary = model.Canary,
        Shadow = model.Shadow,
        Golden = model.Golden,
        Description = model.Description,
        DocumentationUrl = model.DocumentationUrl?.ToString(),
        Owner = model.Owner,
        Card = model.Card,
        DataClasses = model.DataClasses,
        Lifecycle = model.Lifecycle,
        Price = model.Price,
    };

    // A sidecar is read again only when it has changed: a watched folder is looked at every two seconds.
    private ModelSpec InFolder(RepositoryConfig folder, FoundModel found, OnnxConfig onnx)
    {
        var file = found.Sidecar is null ? null : new FileInfo(found.Sidecar);
        var stamp = file is { Exists: true } ? $"{file.Length} {file.LastWriteTimeUtc.Ticks}" : "";
        if (!_sidecars.TryGetValue(found.Path, out var known) || known.Stamp != stamp)
        {
            _sidecars[found.Path] = known = (stamp, Read(folder, found, onnx));
        }

        return known.Spec;
    }

    private ModelSpec Read(RepositoryConfig folder, FoundModel found, OnnxConfig onnx)
    {
        var (model, mistake) = found.Sidecar is { } sidecar ? SidecarReader.Read(sidecar) : (null, null);
        model = (model ?? new OnnxModelConfig("", "", [], [])) with { Id = found.Id, File = found.Path };
        return Of(model with { Versions = model.Versions ?? folder.Versions }, onnx) with
        {
            Source = "repository",
            Watch = folder.Watch,
            Mistake = ModelNames.IsValid(found.Id) ? mistake : "its folder or file has a name that no model may have: use letters, digits and . _ - / : @ +",
        };
    }

    private (OpenedModel? Opened, ModelFault? Fault) Open(OnnxModelConfig model, string file, OnnxConfig onnx)
    {
        try
        {
            if (model is { Sha256: { } pinned, Address: null } && DigestOf(file) is var digest && digest != pinned)
            {
                return (null, new ModelFault("sha256", $"the file has the digest sha256 {digest}, but {pinned} is pinned"));
            }

            var engine = engines.Onnx(model, file, onnx);
            if (RuleCheck.Mistakes(engine.Description.Signature).Select(wrong => new ModelFault(ConfigPlace.Join("inputs", wrong.Name), wrong.What)).FirstOrDefault() is { } wrong)
            {
                engine.Dispose();
                return (null, wrong);
            }

            return (new OpenedModel(engine, engine.Description.Signature, engine.Description.Text) { Batching = () => engine.Batching.ToString() }, null);
        }
        catch (OnnxException exception)
        {
            // Callers are told, too, and need not know where things are on this machine.
            var what = exception.Message.Replace(file + ": ", "", StringComparison.Ordinal).Replace(file, Path.GetFileName(file), StringComparison.Ordinal).TrimEnd('.');
            return (null, new ModelFault(exception.Key, what));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new ModelFault(null, $"{Path.GetFileName(file)} cannot be read"));
        }
    }

    private static string DigestOf(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
