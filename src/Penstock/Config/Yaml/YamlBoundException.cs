namespace Penstock.Config.Yaml;

/// <summary>Leaves the parser at once when a bound is broken; never leaves <see cref="YamlTree"/>.</summary>
internal sealed class YamlBoundException(YamlFault fault) : Exception(fault.What)
{
    public YamlFault Fault { get; } = fault;
}
