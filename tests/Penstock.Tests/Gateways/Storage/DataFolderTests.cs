using Penstock.Gateways.Storage;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

public sealed class DataFolderTests
{
    [Fact]
    public void Is_made_with_its_folders_for_its_owner_only()
    {
        using var temporary = new TemporaryFolder();
        using var folder = DataFolder.Open(temporary["data"]);

        Assert.True(Directory.Exists(folder.Journal));
        Assert.True(Directory.Exists(folder.Logs));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Root));
        }
    }

    [Fact]
    public void Refuses_a_folder_that_another_server_holds_and_names_it_and_the_fix()
    {
        using var temporary = new TemporaryFolder();
        using var first = DataFolder.Open(temporary["data"]);

        var refusal = Assert.Throws<StorageUnusableException>(() => DataFolder.Open(temporary["data"]));

        Assert.Contains(first.Root, refusal.Message);
        Assert.Contains("in use by another Penstock", refusal.Message);
        Assert.Contains("--data", refusal.Message);
    }

    [Fact]
    public void Can_be_opened_again_once_it_was_let_go()
    {
        using var temporary = new TemporaryFolder();
        DataFolder.Open(temporary["data"]).Dispose();
        DataFolder.Open(temporary["data"]).Dispose();
    }

    [Fact]
    public void Refuses_a_path_that_is_a_file()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary["data"], "");

        var refusal = Assert.Throws<StorageUnusableException>(() => DataFolder.Open(temporary["data"]));

        Assert.Contains(temporary["data"], refusal.Message);
    }
}
