using Penstock.Gateways.Repository;
using Xunit;

namespace Penstock.Tests.Gateways.Repository;

public sealed class VersionOrderTests
{
    [Fact]
    public void Orders_numbers_by_value_and_after_other_names()
    {
        string[] shuffled = ["10", "v2", "1", "1.10", "2", "1.9", "experimental", "v10", "007", "1.9-rc1", "123456789012345678901234567890"];
        Assert.Equal(
            ["1.9", "1.9-rc1", "1.10", "experimental", "v2", "v10", "1", "2", "007", "10", "123456789012345678901234567890"],
            shuffled.Order(VersionOrder.OldestFirst));
    }

    [Fact]
    public void Tells_every_two_different_names_apart()
    {
        string[] names = ["1", "01", "001", "a", "A", "", "a1", "a01"];
        Assert.All(names.SelectMany(one => names.Select(other => (one, other))), pair =>
        {
            Assert.Equal(pair.one == pair.other, VersionOrder.OldestFirst.Compare(pair.one, pair.other) == 0);
            Assert.Equal(Math.Sign(VersionOrder.OldestFirst.Compare(pair.one, pair.other)), -Math.Sign(VersionOrder.OldestFirst.Compare(pair.other, pair.one)));
        });
    }
}
