using System.Text.RegularExpressions;
using Penstock.Core.Tests.Pipeline;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Core.Tests.Domain.Calls;

public sealed partial class ErrorCatalogueTests
{
    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_status_of_an_error_and_a_code(ErrorKind kind)
    {
        Assert.InRange(kind.Status(), 400, 599);
        Assert.Matches(SnakeCase(), kind.Code());
        Assert.Equal(kind.ToString(), kind.Code().Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
    }

    [Fact]
    public void Only_a_bug_is_a_500() =>
        Assert.Equal([ErrorKind.Internal], Enum.GetValues<ErrorKind>().Where(kind => kind.Status() == 500));

    [Fact]
    public void A_provider_s_error_keeps_its_status() => Assert.Equal(418, Given.ProviderError(418).Status);

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();
}
