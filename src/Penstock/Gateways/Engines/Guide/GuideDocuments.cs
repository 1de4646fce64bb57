using System.Reflection;

namespace Penstock.Gateways.Engines.Guide;

/// <summary>Penstock's own documents, as the build put them into the assembly: README.md and docs/.</summary>
internal static class GuideDocuments
{
    private const string Prefix = "guide/";

    /// <summary>The passages of all of them, README.md first.</summary>
    internal static IEnumerable<GuidePassage> Passages()
    {
        var assembly = typeof(GuideDocuments).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (Name: name, Source: name[Prefix.Length..].Replace('\\', '/')))
            .OrderBy(document => document.Source.Contains('/')).ThenBy(document => document.Source, StringComparer.Ordinal)
            .SelectMany(document => PassageSplitter.Split(document.Source, Read(assembly, document.Name)));
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
