using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Upstream;

/// <summary>The shared recordings, or a skipped test (a failed one when CI=true).</summary>
internal static class Recordings
{
    public static string Folder()
    {
        var folder = SharedData.Find();
        if (folder is null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail("shared/data is missing beside the repository, and CI=true");
        }

        Assert.SkipWhen(folder is null, "shared/data is missing beside the repository");
        return folder!;
    }
}
