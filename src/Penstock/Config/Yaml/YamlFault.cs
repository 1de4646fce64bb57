namespace Penstock.Config.Yaml;

/// <summary>Why a text is no usable YAML document.</summary>
internal sealed record YamlFault(SourcePosition At, string Path, string What, string Fix);
