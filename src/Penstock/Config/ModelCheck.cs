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
        var engines = new EngineShelf(new EngineHolds(), NullLoggerFactory.Instance, traced: false);
        var specs = new ModelSpecs(engines);
        var mistakes = new List<ConfigMistake>();
        foreach (var model in config.Models.Values.OfType<OnnxModelConfig>())
        {
            Check(specs, config, model, FolderScan.Model(model.Id, model.File), reading, ConfigPlace.Join("models", model.Id) + ".onnx", mistakes);
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
        if (files.Versions.Count == 0)
        {
            mistakes.Add(reading.MistakeAt(path, $"there is no model file at {files.Path}", "Name an ONNX file, or a folder with one."));
        }

        foreach (var version in files.Versions)
        {
            var problem = version.Problem ?? specs.Check(model, version.File!, config.Onnx.Library);
            if (problem is not null)
            {
                mistakes.Add(reading.MistakeAt(path, $"the model '{files.Id}'{(version.Version is { } name ? $" in version {name}" : "")} is refused: {problem}", "Name an ONNX file that ONNX Runtime can load."));
            }
        }
    }
}
