namespace Penstock.Tests;

/// <summary>Finds the repository's files from the test assembly.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Penstock.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Whether generated documents are to be written instead of compared.</summary>
    public static bool UpdatesDocuments => Environment.GetEnvironmentVariable("PENSTOCK_UPDATE_DOCS") == "1";

    /// <summary>A path in the repository.</summary>
    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "Penstock.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Penstock.slnx is in no folder above the tests.");
    }
}
