using Penstock.Gateways.Storage;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

public sealed class HashSecretTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly DataFolder _folder;

    public HashSecretTests() => _folder = DataFolder.Open(_temporary["data"]);

    [Fact]
    public void Is_made_once_and_read_ever_after()
    {
        var (made, first) = HashSecret.LoadOrCreate(_folder);
        var (read, again) = HashSecret.LoadOrCreate(_folder);

        Assert.True(first);
        Assert.False(again);
        Assert.Equal(32, made.Length);
        Assert.NotEqual(new byte[32], made);
        Assert.Equal(made, read);
        Assert.Equal(["hash.key", "penstock.lock"], Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Can_be_read_by_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        HashSecret.LoadOrCreate(_folder);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.HashKey));
        }
    }

    [Fact]
    public void Is_made_although_an_earlier_start_broke_off_half_way()
    {
        File.WriteAllText(_folder.HashKey + ".new", "half");

        Assert.Equal(32, HashSecret.LoadOrCreate(_folder).Secret.Length);
    }

    [Fact]
    public void Refuses_one_that_is_too_short_and_leaves_it()
    {
        File.WriteAllBytes(_folder.HashKey, new byte[31]);

        var refusal = Assert.Throws<StorageUnusableException>(() => HashSecret.LoadOrCreate(_folder));

        Assert.Contains(_folder.HashKey, refusal.Message);
        Assert.Contains("31 bytes", refusal.Message);
        Assert.Equal(31, new FileInfo(_folder.HashKey).Length);
    }

    [Fact]
    public void Refuses_one_that_cannot_be_read()
    {
        Directory.CreateDirectory(_folder.HashKey);

        Assert.Contains(_folder.HashKey, Assert.Throws<StorageUnusableException>(() => HashSecret.LoadOrCreate(_folder)).Message);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }
}
