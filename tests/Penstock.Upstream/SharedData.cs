namespace Penstock.Upstream;

/// <summary>Finds <c>shared/data</c> beside the repository, where the recordings are; they are not part of it.</summary>
internal static class SharedData
{
    /// <returns>The folder, or null where it is missing (a test is then skipped, or fails when CI=true).</returns>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Penstock.slnx")))
            {
                var data = Path.Combine(folder.Parent?.FullName ?? "", "shared", "data");
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
