using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaint G25 of gateways.md, section 5: commands that came with a request and were run (LiteLLM CVE-2026-30623 and CVE-2026-42271, MCP over stdio), and packages that
/// somebody else had changed (PyPI 1.82.7 and 1.82.8). Nothing that ships can start a program, and every package is locked to its content.
/// </summary>
public sealed partial class SupplyTests
{
    private static readonly string[] Shipped = ["Penstock.dll", "Penstock.Core.dll", "Penstock.Onnx.dll", "Penstock.Server.dll"];
    private static readonly string[] Starters = ["system", "popen", "fork", "vfork", "execve", "execvp", "posix_spawn", "posix_spawnp", "CreateProcess", "CreateProcessW", "ShellExecute", "ShellExecuteW"];

    [Fact]
    public void Nothing_that_ships_can_start_a_program()
    {
        var found = new List<string>();
        foreach (var assembly in Shipped)
        {
            using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
            var metadata = file.GetMetadataReader();
            found.AddRange(metadata.TypeReferences.Select(metadata.GetTypeReference)
                .Where(type => metadata.GetString(type.Namespace) == "System.Diagnostics" && metadata.GetString(type.Name) == "ProcessStartInfo")
                .Select(_ => $"{assembly}: ProcessStartInfo"));
            found.AddRange(metadata.MemberReferences.Select(metadata.GetMemberReference)
                .Where(member => metadata.GetString(member.Name) == "Start" && member.Parent.Kind == HandleKind.TypeReference
                    && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name) == "Process")
                .Select(_ => $"{assembly}: Process.Start"));
            found.AddRange(metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Select(method => method.GetImport())
                .Where(import => !import.Name.IsNil && Starters.Contains(metadata.GetString(import.Name)))
                .Select(import => $"{assembly}: {metadata.GetString(import.Name)}"));
        }

        Assert.Empty(found);
    }

    [Fact]
    public void Every_package_has_one_version_and_is_locked_to_its_content()
    {
        Assert.Contains("<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>", File.ReadAllText(Repository.File("Directory.Build.props")), StringComparison.Ordinal);
        var versions = Version().Matches(File.ReadAllText(Repository.File("Directory.Packages.props"))).Select(match => match.Groups["version"].Value).ToArray();
        Assert.NotEmpty(versions);
        Assert.All(versions, version => Assert.Matches(@"^\d+(\.\d+)+$", version));

        foreach (var project in Directory.GetFiles(Repository.File("src"), "*.csproj", SearchOption.AllDirectories))
        {
            var locked = JsonElement.Parse(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")));
            var packages = locked.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.GetProperty("type").GetString() != "Project").ToArray();
            Assert.NotEmpty(packages);
            Assert.All(packages, package => Assert.True(package.Value.TryGetProperty("contentHash", out var hash) && Convert.FromBase64String(hash.GetString()!).Length == 64, $"{project}: {package.Name}"));
        }
    }

    [GeneratedRegex("<PackageVersion Include=\"[^\"]+\" Version=\"(?<version>[^\"]+)\"")]
    private static partial Regex Version();
}
