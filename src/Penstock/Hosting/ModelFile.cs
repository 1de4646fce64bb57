namespace Penstock.Hosting;

/// <summary>Finds the file that a program means by a relative path.</summary>
internal static class ModelFile
{
    /// <summary>
    /// The file's absolute path: in the current folder; else beside the program's source, when it is run as <c>dotnet run file.cs</c>;
    /// else beside its assembly. Where it is nowhere, the first, so that the error names it.
    /// </summary>
    public static string Find(string file)
    {
        string?[] folders = [Environment.CurrentDirectory, AppContext.GetData("EntryPointFileDirectoryPath") as string, AppContext.BaseDirectory];
        var places = folders.OfType<string>().Select(folder => Path.GetFullPath(file, folder)).ToArray();
        return Array.Find(places, File.Exists) ?? places[0];
    }
}
