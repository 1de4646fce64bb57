using System.Text;
using Penstock.Config.Yaml;

namespace Penstock.Config;

/// <summary>Reads <c>penstock.yaml</c>. Mistakes are values and all are found at once; only a bug throws.</summary>
internal static class ConfigReader
{
    /// <param name="text">The file's text; null when there is no file: then everything has its default.</param>
    /// <param name="path">The file's name, for messages and as the base of relative paths.</param>
    /// <param name="environment">For <c>${NAME}</c> and overrides.</param>
    public static ConfigReading Read(string? text, string path, IReadOnlyDictionary<string, string> environment)
    {
        var draft = new ConfigDraft(path, environment);
        var (root, faults) = text is null ? (null, []) : YamlTree.Parse(text);
        foreach (var fault in faults)
        {
            draft.Add(fault.At, fault.Path, fault.What, fault.Fix);
        }
        if (root is null && faults.Count > 0)
        {
            return new ConfigReading(draft, null, text); // no tree: what a half-read file seems to lack would be noise
        }
        ConfigKeys.Root.TryRead(root ?? YamlMapping.Empty(new SourcePosition(1, 1)), new ConfigPlace(draft, "", Overridable: true), out var config);
        ConfigOverrides.CheckUnknown(ConfigKeys.Root, draft);
        if (config is not null)
        {
            ConfigChecks.Run(config, [.. draft.ChildrenOf("providers")], draft);
        }
        return new ConfigReading(draft, config, text);
    }

    /// <summary>Reads a file that must exist; what the file system says against it is a mistake too.</summary>
    public static ConfigReading ReadFile(string path, IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return Unreadable(path, environment, "this is a folder", "Name the file in it.");
            }
            if (new FileInfo(path).Length > YamlTree.MaxCharacters)
            {
                return Unreadable(path, environment, "the file is larger than 4 MiB", "Make it smaller; a configuration needs a few kilobytes.");
            }
            return Read(File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)), path, environment);
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, environment, "the file is not UTF-8", "Save it as UTF-8.");
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(path, environment, "the file does not exist", "Check the path given by --config or PENSTOCK_CONFIG.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, environment, "the file cannot be read: " + problem.Message.TrimEnd('.'), "Check its permissions.");
        }
    }

    private static ConfigReading Unreadable(string path, IReadOnlyDictionary<string, string> environment, string what, string fix)
    {
        var draft = new ConfigDraft(path, environment);
        draft.Add(default, "", what, fix);
        return new ConfigReading(draft, null, null);
    }
}
