namespace Penstock.Tests.Config;

/// <summary>Finds files of the repository from the test assembly.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static bool UpdatesDocuments => Environment.GetEnvironmentVariable("PENSTOCK_UPDATE_DOCS") == "1";

    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(System.IO.Path.Combine(folder, "Penstock.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("Penstock.slnx is in no folder above the tests");
    }
}
