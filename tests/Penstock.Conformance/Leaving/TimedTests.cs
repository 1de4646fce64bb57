using Xunit;

namespace Penstock.Conformance.Leaving;

/// <summary>Tests that measure time run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedTests
{
    public const string Name = "timed";
}
