using System.Text;
using Penstock.Config.Yaml;

namespace Penstock.Config;

/// <summary>Reads a <c>model.yaml</c>, which says more of the model in whose folder it lies.</summary>
internal static class SidecarReader
{
    /// <summary>What it says; the mistake lists all of them, with their lines.</summary>
    public static (OnnxModelConfig? Model, string? Mistake) Read(string path)
    {
        try
        {
            var name = Path.GetFileName(path);
            var draft = new ConfigDraft(path, new Dictionary<string, string>());
            var (root, faults) = YamlTree.Parse(File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)));
            foreach (var fault in faults)
            {
                draft.Add(fault.At, fault.Path, fault.What, fault.Fix);
            }

            ModelConfig? model = null;
            if (root is not null || faults.Count == 0)
            {
                ModelKeys.Sidecar.TryRead(root ?? YamlMapping.Empty(new SourcePosition(1, 1)), new ConfigPlace(draft, "", Overridable: false), out model);
            }

            return draft.Count == 0 ? ((OnnxModelConfig?)model, null)
                : (null, string.Join(' ', draft.Mistakes.Select(mistake => (mistake with { File = name }).ToString())));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return (null, $"{Path.GetFileName(path)} cannot be read: {problem.Message}");
        }
    }
}
