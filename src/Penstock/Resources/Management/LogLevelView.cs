namespace Penstock.Resources.Management;

/// <summary>The level that is logged now: <c>trace</c>, <c>debug</c>, <c>info</c>, <c>warn</c> or <c>error</c>.</summary>
internal sealed record LogLevelView(string Level);
