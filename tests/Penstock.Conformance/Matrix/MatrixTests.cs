using Penstock.Tests.Dialects.Grid;
using Xunit;

namespace Penstock.Conformance.Matrix;

/// <summary>Each official SDK asks a provider of each dialect for each feature, through Penstock: the matrix of <c>docs/dialects.md</c>.</summary>
public sealed class MatrixTests(MatrixServer server) : IClassFixture<MatrixServer>
{
    /// <summary>The SDKs.</summary>
    public static TheoryData<string> Sdks => [.. MatrixSdks.All];

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Every_cell_is_as_recorded_or_has_its_reason(string sdk)
    {
        var verdicts = await server.VerdictsAsync(sdk);

        var red = verdicts.Where(verdict => verdict.Wrong is not null && MatrixReason.Of(sdk, verdict) is null);
        Assert.True(!red.Any(), string.Join('\n', red.Select(verdict => $"{verdict.Recording.Provider}, {verdict.Recording.Feature}: {verdict.Wrong}")));
    }

    [Fact]
    public async Task Every_reason_is_needed()
    {
        var needed = new HashSet<MatrixReason>();
        foreach (var sdk in MatrixSdks.All)
        {
            needed.UnionWith((await server.VerdictsAsync(sdk)).Select(verdict => MatrixReason.Of(sdk, verdict)).OfType<MatrixReason>());
        }

        Assert.Equal(MatrixReason.All, MatrixReason.All.Where(needed.Contains));
    }

    [Fact]
    public async Task The_document_has_the_matrix()
    {
        var verdicts = new Dictionary<string, IReadOnlyList<MatrixVerdict>>();
        foreach (var sdk in MatrixSdks.All)
        {
            verdicts[sdk] = await server.VerdictsAsync(sdk);
        }

        DialectsDocument.Hold("matrix", MatrixDocument.Write(verdicts));
    }
}
