using System.Text.RegularExpressions;

namespace Penstock.Tests.Architecture;

/// <summary>The repository's files, as git would show them.</summary>
internal static partial class SourceTree
{
    public static string Root => Repository.Root;

    /// <summary>Every hand-written C# file below a folder, as a path relative to the root.</summary>
    public static IEnumerable<string> CSharp(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    /// <summary>A file's code without comments and strings, which may name anything.</summary>
    public static string Code(string file) => Noise().Replace(Read(file), " ");

    [GeneratedRegex("\"\"\".*?\"\"\"|@?\\$?\"(\\\\.|[^\"\\\\\\n])*\"|//[^\\n]*|/\\*.*?\\*/", RegexOptions.Singleline)]
    private static partial Regex Noise();
}
