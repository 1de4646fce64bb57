namespace Penstock.Tests.Gateways.Engines.Functions;

internal static class Greeting
{
    internal static bool Greets(this string who, string other) => who == other;
}
