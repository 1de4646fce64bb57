using Xunit;

namespace Penstock.Tests.Gateways.Repository;

/// <summary>Tests that measure the process, beside which no other may run.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
