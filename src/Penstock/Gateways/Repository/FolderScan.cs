using System.Globalization;

namespace Penstock.Gateways.Repository;

/// <summary>
/// Looks for model files: <c>name/version/model.onnx</c>, <c>name/model.onnx</c> or <c>name.onnx</c>. Hidden files and those that are still
/// being written under another name (<c>.tmp</c>, <c>.part</c>, …) are passed over.
/// </summary>
internal static class FolderScan
{
    private const string Ending = ".onnx";
    private const string Sample = "golden.json";
    private const string SidecarName = "model.yaml";
    private static readonly string[] Unfinished = [".tmp", ".part", ".partial", ".crdownload", ".download", ".swp"];
    private static readonly EnumerationOptions Flat = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
    private static readonly EnumerationOptions Deep = new() { IgnoreInaccessible = true, RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <summary>The models in a folder, by name; null when there is no such folder or it cannot be read.</summary>
    public static IReadOnlyList<FoundModel>? Models(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                return null;
            }

            var singles = new DirectoryInfo(folder).EnumerateFiles("*" + Ending, Flat).Where(IsFinished).Select(file => File(System.IO.Path.GetFileNameWithoutExtension(file.Name), file.FullName));
            var folders = new DirectoryInfo(folder).EnumerateDirectories("*", Flat).Where(IsFinished).Select(inner => Folder(inner.Name, inner.FullName)).Where(model => model.Versions.Count > 0);

            // A folder of versions is meant where a file has the same name.
            return [.. folders.Concat(singles).DistinctBy(model => model.Id, StringComparer.Ordinal).OrderBy(model => model.Id, StringComparer.Ordinal)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null; // it changes while it is read: the next look sees more
        }
    }

    /// <summary>The model of a file or a folder; without versions when there is none.</summary>
    public static FoundModel Model(string id, string path)
    {
        try
        {
            return Directory.Exists(path) ? Folder(id, path) : System.IO.File.Exists(path) ? File(id, path) : new FoundModel(id, path, []);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new FoundModel(id, path, []);
        }
    }

    private static FoundModel Folder(string id, string path)
    {
        var folder = new DirectoryInfo(path);
        var sidecar = Existing(System.IO.Path.Combine(path, SidecarName));
        var shared = Existing(System.IO.Path.Combine(path, Sample));
        var about = Stamp([sidecar, shared]);
        var versions = folder.EnumerateDirectories("*", Flat).Where(IsFinished)
            .Select(inner => Version(inner, inner.Name, inner.EnumerateFiles("*", Deep), shared, about))
            .OfType<VersionFiles>()
            .OrderByDescending(version => version.Version, VersionOrder.OldestFirst)
            .ToArray();
        if (versions.Length == 0 && Version(folder, null, folder.EnumerateFiles("*", Deep), shared, "") is { } only)
        {
            versions = [only];
        }

        return new FoundModel(id, path, versions, sidecar);
    }

    private static VersionFiles? Version(DirectoryInfo folder, string? version, IEnumerable<FileInfo> all, string? shared, string about)
    {
        var files = all.Where(IsFinished).OrderBy(file => file.FullName, StringComparer.Ordinal).ToArray();
        var models = files.Where(file => file.Extension == Ending && file.DirectoryName == folder.FullName).ToArray();
        if (models.Length == 0)
        {
            return null;
        }

        var named = models.FirstOrDefault(file => file.Name == "model" + Ending) ?? (models.Length == 1 ? models[0] : null);
        return new VersionFiles(
            version, named?.FullName, $"{about}{Stamp(files.Select(file => file.FullName))}", files.Sum(file => file.Length),
            Existing(System.IO.Path.Combine(folder.FullName, Sample)) ?? shared,
            named is null ? $"there are {models.Length} .onnx files; name the one to serve model.onnx" : null);
    }

    // Weights in files of their own are found by their names, which begin with the model file's.
    private static FoundModel File(string id, string path)
    {
        var file = new FileInfo(path);
        var stem = System.IO.Path.GetFileNameWithoutExtension(path);
        var files = file.Directory!.EnumerateFiles(stem + "*", Flat)
            .Where(other => IsFinished(other) && (other.Name == file.Name || other.Name.StartsWith(file.Name, StringComparison.Ordinal) || other.Name == stem + ".data" || other.Name == $"{stem}.{Sample}"))
            .OrderBy(other => other.FullName, StringComparer.Ordinal)
            .ToArray();
        return new FoundModel(id, path, [new VersionFiles(
            null, path, Stamp(files.Select(other => other.FullName)), files.Sum(other => other.Length),
            Existing(System.IO.Path.Combine(file.DirectoryName!, $"{stem}.{Sample}")))]);
    }

    private static bool IsFinished(FileSystemInfo file) =>
        !file.Name.StartsWith('.') && !file.Name.EndsWith('~') && !Unfinished.Contains(file.Extension, StringComparer.OrdinalIgnoreCase);

    private static string? Existing(string path) => System.IO.File.Exists(path) ? path : null;

    // Links are followed: a mounted volume changes by swapping one.
    private static string Stamp(IEnumerable<string?> paths) => string.Concat(paths.OfType<string>().Select(path =>
    {
        var file = new FileInfo(path);
        file = file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : file;
        return string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {(file.Exists ? file.Length : -1)} {(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)};");
    }));
}
