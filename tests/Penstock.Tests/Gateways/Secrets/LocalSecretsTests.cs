using Penstock.Gateways.Secrets.Local;
using Penstock.Secrets;
using Xunit;

namespace Penstock.Tests.Gateways.Secrets;

public sealed class LocalSecretsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("penstock-mounted-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("KEY", null, "value")]
    [InlineData("JSON", "key", "inner")]
    public async Task The_environment_gives_variables_and_their_fields(string path, string? field, string expected) =>
        Assert.Equal(expected, (await Environment().ReadAsync(path, field, Ct)).Value);

    [Theory]
    [InlineData("NONE", null)]
    [InlineData("EMPTY", null)]
    [InlineData("KEY", "field")]
    [InlineData("PENSTOCK_ADMIN_KEY", null)]
    [InlineData("penstock_master_key", null)]
    public async Task The_environment_does_not_give_what_is_not_set_nor_what_is_Penstocks_own(string path, string? field)
    {
        var fault = (await Environment().ReadAsync(path, field, Ct)).Fault!;
        Assert.Equal(SecretFaultKind.NotFound, fault.Kind);
        Assert.DoesNotContain("value", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mounted_file_is_read_as_it_is_now_without_its_line_end()
    {
        // As Kubernetes mounts: the names are links to a folder that is swapped.
        Directory.CreateDirectory(Path.Combine(_folder, "..one"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "..one", "key"), "first\n", Ct);
        File.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..one");
        File.CreateSymbolicLink(Path.Combine(_folder, "key"), "..data/key");
        var store = new MountedSecrets("file", _folder);
        Assert.Equal("first", (await store.ReadAsync("key", null, Ct)).Value);

        Directory.CreateDirectory(Path.Combine(_folder, "..two"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "..two", "key"), "second\r\n", Ct);
        File.Delete(Path.Combine(_folder, "..data"));
        File.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..two");
        Assert.Equal("second", (await store.ReadAsync("key", null, Ct)).Value);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../../outside")]
    [InlineData("none")]
    [InlineData("none/below")]
    public async Task Nothing_outside_of_the_folder_is_read(string path)
    {
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(_folder)!, "outside"), "x", Ct);
        Assert.Equal(SecretFaultKind.NotFound, (await new MountedSecrets("file", _folder).ReadAsync(path, null, Ct)).Fault!.Kind);
        File.Delete(Path.Combine(Path.GetDirectoryName(_folder)!, "outside"));
    }

    [Fact]
    public async Task An_empty_a_binary_and_a_huge_file_are_no_secrets()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "empty"), "\n", Ct);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "binary"), [0xff, 0xfe, 0xfd], Ct);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "huge"), new byte[70_000], Ct);
        foreach (var name in new[] { "empty", "binary", "huge" })
        {
            Assert.Equal(SecretFaultKind.Unreadable, (await new MountedSecrets("file", _folder).ReadAsync(name, null, Ct)).Fault!.Kind);
        }
    }

    private static EnvironmentSecrets Environment() => new(new Dictionary<string, string>
    {
        ["KEY"] = "value",
        ["JSON"] = """{"key":"inner"}""",
        ["EMPTY"] = "",
        ["PENSTOCK_ADMIN_KEY"] = "value",
        ["PENSTOCK_MASTER_KEY"] = "value",
    });
}
