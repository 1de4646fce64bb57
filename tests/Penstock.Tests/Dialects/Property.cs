using FsCheck;
using Xunit;

namespace Penstock.Tests.Dialects;

/// <summary>Runs a property over generated values of the wire.</summary>
internal static class Property
{
    public static void Holds<T>(Gen<T> values, Func<T, T> there) =>
        Holds(values, value => Assert.Equal(Shape.Of(value), Shape.Of(there(value))));

    public static void Holds<T>(Gen<T> values, Action<T> check) => Tests.Property.Holds(values, check);
}
