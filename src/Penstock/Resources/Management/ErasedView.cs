using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>What was erased.</summary>
internal sealed record ErasedView(
    [property: Description("Of how many calls content was erased.")] long Erased);
