namespace Penstock.Config;

/// <summary>What tells cheaply that a file may have changed. Links are followed: Kubernetes changes a mounted file by swapping one.</summary>
internal sealed record FileStamp(bool Exists, string Target, long Length, long WrittenTicks)
{
    private static readonly FileStamp s_missing = new(false, "", 0, 0);

    public static FileStamp Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            {
                file = target;
            }
            return file.Exists ? new FileStamp(true, file.FullName, file.Length, file.LastWriteTimeUtc.Ticks) : s_missing;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return s_missing; // reading it will say why
        }
    }
}
