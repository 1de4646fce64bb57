using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

/// <summary>Runs a property over generated values, from a fixed seed; PENSTOCK_PROPERTY_CASES asks for more of them.</summary>
internal static class Property
{
    public static void Holds<T>(Gen<T> values, Func<T, T> there) =>
        Holds(values, value => Assert.Equal(Shape.Of(value), Shape.Of(there(value))));

    public static void Holds<T>(Gen<T> values, Action<T> check)
    {
        var cases = int.TryParse(Environment.GetEnvironmentVariable("PENSTOCK_PROPERTY_CASES"), out var asked) ? asked : 200;
        Prop.ForAll(values.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20261121UL, 1UL));
    }
}
