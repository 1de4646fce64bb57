using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>A version that gets a share of the calls.</summary>
internal sealed record CanaryView(
    [property: Description("The version.")] string Version,
    [property: Description("How many of a hundred calls it gets.")] int Weight);
