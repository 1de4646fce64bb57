using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Tests;

/// <summary>Runs a property over generated values, from a fixed seed; PENSTOCK_PROPERTY_CASES asks for more of them.</summary>
internal static class Property
{
    public static void Holds<T>(Gen<T> values, Action<T> check)
    {
        var cases = int.TryParse(Environment.GetEnvironmentVariable("PENSTOCK_PROPERTY_CASES"), out var asked) ? asked : 200;
        Prop.ForAll(values.ToArbitrary(), check).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20261121UL, 1UL));
    }
}
