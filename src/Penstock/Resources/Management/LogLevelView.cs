using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>The level that is logged now.</summary>
internal sealed record LogLevelView(
    [property: Description("The least level that is logged now.")] string Level);
