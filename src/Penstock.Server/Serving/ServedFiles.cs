using System.Text.RegularExpressions;
using Penstock.Config;
using Penstock.Gateways.Repository;

namespace Penstock.Server.Serving;

/// <summary>What <c>penstock serve</c> names by files and folders.</summary>
/// <param name="Models">The files, each a model.</param>
/// <param name="Folders">The folders of models.</param>
internal sealed partial record ServedFiles(IReadOnlyList<OnnxModelConfig> Models, IReadOnlyList<RepositoryConfig> Folders)
{
    /// <summary>Each file with its name, and the folders; the mistake says what keeps one from being served.</summary>
    /// <param name="operands">Files and folders of models, as they were written.</param>
    /// <param name="names">Names for them, in the same order; a file beyond them is named after itself.</param>
    public static (ServedFiles? Served, string? Mistake) Of(IReadOnlyList<string> operands, IReadOnlyList<string> names)
    {
        string[] files = [.. operands.Where(operand => !Directory.Exists(operand))];
        if (names.Count > files.Length)
        {
            return (null, $"--name is given {names.Count} times for {files.Length} files. Give it at most once for each, in their order.");
        }

        var models = new List<OnnxModelConfig>();
        for (var i = 0; i < files.Length; i++)
        {
            if (!File.Exists(files[i]))
            {
                return (null, $"{files[i]}: there is no such file or folder.");
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

        return (new ServedFiles(models, [.. operands.Where(Directory.Exists).Select(folder => new RepositoryConfig(Path.GetFullPath(folder), Watch: true, VersionPolicy.Latest))]), null);
    }

    /// <summary>A file's name without its ending; a dash stands where a model's name cannot have what the file's has.</summary>
    public static string NameOf(string file) => Odd().Replace(Path.GetFileNameWithoutExtension(file), "-").Trim('-');

    [GeneratedRegex("[^A-Za-z0-9_-]+")]
    private static partial Regex Odd();
}
