namespace Penstock.Hosting;

/// <summary>Finds the file or folder that a program means by a relative path.</summary>
internal static class ModelFile
{
    /// <summary>
    /// Its absolute path: in the current folder; else beside the program's source, when it is run as <c>dotnet run file.cs</c>;
    /// else beside its assembly. Where it is nowhere, the first, so that the error names it.
    /// </summary>
    public static string Find(string file)
    {
        string?[] folders = [Environment.CurrentDirectory, AppContext.GetData("EntryPointFileDirectoryPath") as string, AppContext.BaseDirectory];
        var places = folders.OfType<string>().Select(folder => Path.GetFullPath(file, folder)).ToArray();
        return Array.Find(places, Path.Exists) ?? places[0];
    }
}
