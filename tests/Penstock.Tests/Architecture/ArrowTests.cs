using System.Text.RegularExpressions;
using Xunit;

namespace Penstock.Tests.Architecture;

/// <summary>Who may know whom: the table of the design.</summary>
public sealed class ArrowTests
{
    private static readonly (string Folder, string[] MayKnow)[] Table =
    [
        ("src/Penstock.Core/Domain", ["Penstock.Domain"]),
        ("src/Penstock.Core/Pipeline", ["Penstock.Domain", "Penstock.Pipeline", "Penstock.Registry"]),
        ("src/Penstock.Core/Batching", ["Penstock.Domain", "Penstock.Batching"]),
        ("src/Penstock.Core/Registry", ["Penstock.Domain", "Penstock.Registry"]),
        ("src/Penstock.Core/Audit", ["Penstock.Domain", "Penstock.Audit"]),
        ("src/Penstock.Core/Secrets", ["Penstock.Domain", "Penstock.Secrets"]),
        ("src/Penstock/Dialects", ["Penstock.Domain", "Penstock.Pipeline", "Penstock.Dialects"]),
        ("src/Penstock/Resources", ["Penstock.Domain", "Penstock.Pipeline", "Penstock.Dialects", "Penstock.Registry", "Penstock.Audit", "Penstock.Secrets", "Penstock.Resources"]),
        ("src/Penstock/Gateways", ["Penstock.Domain", "Penstock.Pipeline", "Penstock.Dialects", "Penstock.Gateways", "Penstock.Batching", "Penstock.Registry", "Penstock.Audit", "Penstock.Secrets"]),
        ("src/Penstock.Onnx", ["Penstock.Domain", "Penstock.Pipeline", "Penstock.Batching", "Penstock.Onnx"]),
    ];

    // They put the others together, and may know all of them.
    private static readonly string[] Composition = ["src/Penstock/Config", "src/Penstock/Hosting"];

    public static TheoryData<string> Folders => [.. Table.Select(row => row.Folder)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_layer_knows_only_what_the_table_lets_it_know(string folder)
    {
        var mayKnow = Table.Single(row => row.Folder == folder).MayKnow;
        var files = SourceTree.CSharp(folder).ToArray();
        Assert.NotEmpty(files);
        var wrong = files.SelectMany(file => Names().Matches(SourceTree.Code(file))
            .Select(match => match.Value)
            .Where(name => !mayKnow.Any(known => name == known || name.StartsWith(known + ".", StringComparison.Ordinal)))
            .Select(name => $"{file}: {name}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_has_a_row()
    {
        string[] known = [.. Table.Select(row => row.Folder), .. Composition];

        var without = Layers.Except(known);
        var gone = known.Where(folder => !SourceTree.Exists(folder));

        Assert.Empty(without);
        Assert.Empty(gone);
    }

    [Fact]
    public void A_stage_never_knows_another_stage()
    {
        var wrong = SourceTree.CSharp("src/Penstock.Core/Pipeline")
            .Where(file => file.Split('/').Length > 4)
            .SelectMany(file => Names().Matches(SourceTree.Code(file))
                .Select(match => match.Value)
                .Where(name => name.StartsWith("Penstock.Pipeline.", StringComparison.Ordinal) && name != $"Penstock.Pipeline.{file.Split('/')[3]}")
                .Select(name => $"{file}: {name}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_domain_and_the_pipeline_need_no_package_and_no_web_framework()
    {
        var project = SourceTree.Read("src/Penstock.Core/Penstock.Core.csproj");
        Assert.DoesNotContain("PackageReference", project);
        Assert.DoesNotContain("FrameworkReference", project);
        Assert.DoesNotContain("ProjectReference", project);
    }

    // Every folder below the two projects is a layer.
    private static string[] Layers => [.. new[] { "src/Penstock.Core", "src/Penstock" }.SelectMany(project =>
        SourceTree.CSharp(project).Select(file => file.Split('/')).Where(parts => parts.Length > 3).Select(parts => $"{project}/{parts[2]}").Distinct())];

    // Whatever names a layer: with the folders, so that a new one is seen at once.
    private static Regex Names() => s_names;

    private static readonly Regex s_names = new($@"\bPenstock(\.({string.Join('|', Layers.Select(folder => folder.Split('/')[2]).Append("Onnx").Append("Server"))})\b)(\.[A-Z][A-Za-z]*)?", RegexOptions.CultureInvariant);
}
