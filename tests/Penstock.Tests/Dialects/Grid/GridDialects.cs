using Penstock.Dialects.OpenAi;
using Penstock.Resources.OpenAi;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>The dialects of conversations.</summary>
internal static class GridDialects
{
    public static IReadOnlyList<GridDialect> All { get; } =
    [
        new(new OpenAiProtocol(), new OpenAiProtocol(), OpenAiProvider.Instance),
    ];

    public static GridDialect Of(string name) => All.Single(dialect => dialect.Name == name);
}
