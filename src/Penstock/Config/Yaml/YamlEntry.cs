namespace Penstock.Config.Yaml;

internal sealed record YamlEntry(string Key, SourcePosition KeyAt, YamlNode Value);
