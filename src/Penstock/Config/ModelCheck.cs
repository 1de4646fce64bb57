using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Domain.Models;
using Penstock.Gateways.Repository;

namespace Penstock.Config;

/// <summary>Loads every model file that a configuration names, as a server would, and says which are refused.</summary>
internal static class ModelCheck
{
    /// <summary>The mistakes; none when all can be served.</summary>
    public static IReadOnlyList<ConfigMistake> Run(ConfigReading reading)
    {
        var config = reading.Config ?? throw new ArgumentException("The configuration has mistakes.", nameof(reading));
        var engines = new EngineShelf(new EngineHolds(), NullLoggerFactory.Instance, traced: false, NoServices.Instance);
        var specs = new ModelSpecs(engines, new RemoteModels("", TimeProvider.System));
        var mistakes = new List<ConfigMistake>();
        // What comes from elsewhere is not fetched for a check.
        foreach (var model in config.Models.Values.OfType<OnnxModelConfig>().Where(model => model.Address is null))
        {
            Check(specs, config, model, FolderScan.Model(model.Id, model.File), reading, ConfigPlace.Join("models", model.Id), mistakes);
        }

        for (var i = 0; i < config.Repositories.Count; i++)
        {
            var (path, found) = ($"repositories[{i}].path", FolderScan.Models(config.Repositories[i].Path));
            if (found is null)
            {
                mistakes.Add(reading.MistakeAt(path, $"there is no folder {config.Repositories[i].Path}, or it cannot be read", "Name a folder of models."));
            }

            foreach (var files in found ?? [])
            {
                var (sidecar, wrong) = files.Sidecar is { } file ? SidecarReader.Read(file) : (null, null);
                if (wrong is not null)
                {
                    mistakes.Add(reading.MistakeAt(path, $"the model '{files.Id}': {wrong.TrimEnd('.')}", "Mend the file."));
                }

                Check(specs, config, sidecar ?? new OnnxModelConfig(files.Id, files.Path, [], []), files, reading, path, mistakes);
            }
        }

        return mistakes;
    }

    private static void Check(ModelSpecs specs, PenstockConfig config, OnnxModelConfig model, FoundModel files, ConfigReading reading, string path, List<ConfigMistake> mistakes)
    {
        var isDeclared = model.File.Length > 0 && path == ConfigPlace.Join("models", model.Id);
        if (files.Versions.Count == 0)
        {
            mistakes.Add(reading.MistakeAt(isDeclared ? path + ".onnx" : path, $"there is no model file at {files.Path}", "Name an ONNX file, or a folder with one."));
        }

        foreach (var version in files.Versions)
        {
            var fault = version.Problem is { } problem ? new ModelFault(null, problem) : specs.Check(model, version.File!, config.Onnx);
            if (fault is not null)
            {
                mistakes.Add(reading.MistakeAt(
                    isDeclared ? $"{path}.{fault.Key ?? "onnx"}" : path,
                    $"the model '{files.Id}'{(version.Version is { } name ? $" in version {name}" : "")} is refused: {(isDeclared ? fault.What : fault.ToString())}",
                    fault.Key is null ? "Name an ONNX file that ONNX Runtime can load." : "Say it of an input or a column the model has, by its name, and so that a caller could give it."));
            }
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
