using System.Text.RegularExpressions;
using Penstock.Config;

namespace Penstock.Server.Serving;

/// <summary>The models that <c>penstock serve</c> names by their files.</summary>
internal static partial class ServedFiles
{
    /// <summary>Each file with its name; the mistake says what keeps one from being served.</summary>
    /// <param name="files">As they were written.</param>
    /// <param name="names">Names for them, in the same order; a file beyond them is named after itself.</param>
    public static (IReadOnlyList<OnnxModelConfig>? Models, string? Mistake) Of(IReadOnlyList<string> files, IReadOnlyList<string> names)
    {
        if (names.Count > files.Count)
        {
            return (null, $"--name is given {names.Count} times for {files.Count} files. Give it at most once for each, in their order.");
        }

        var models = new List<OnnxModelConfig>();
        for (var i = 0; i < files.Count; i++)
        {
            if (!File.Exists(files[i]))
            {
                return (null, Directory.Exists(files[i]) ? $"{files[i]} is a folder. Name the ONNX files in it." : $"{files[i]}: there is no such file.");
            }

            var name = i < names.Count ? names[i] : NameOf(files[i]);
            if (!ModelNames.IsValid(name))
            {
                return (null, $"{files[i]}: \"{name}\" is no name for a model: 1 to 200 letters, digits and . _ - / : @ +, with no slash at an end. Give one with --name.");
            }

            if (models.Find(model => model.Id == name) is { } other)
            {
                return (null, $"{other.File} and {files[i]} would both be the model {name}. Name them with --name, once for each file, in their order.");
            }

            models.Add(new OnnxModelConfig(name, Path.GetFullPath(files[i]), [], []));
        }

        return (models, null);
    }

    /// <summary>A file's name without its ending; a dash stands where a model's name cannot have what the file's has.</summary>
    public static string NameOf(string file) => Odd().Replace(Path.GetFileNameWithoutExtension(file), "-").Trim('-');

    [GeneratedRegex("[^A-Za-z0-9_-]+")]
    private static partial Regex Odd();
}
