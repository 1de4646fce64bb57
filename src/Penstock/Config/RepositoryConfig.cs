using Penstock.Gateways.Repository;

namespace Penstock.Config;

/// <summary>A folder of models.</summary>
/// <param name="Path">The folder, absolute.</param>
/// <param name="Watch">Whether changes of its files are taken while the server runs.</param>
/// <param name="Versions">Which versions of its models are loaded, unless a model's own settings say otherwise.</param>
internal sealed record RepositoryConfig(string Path, bool Watch, VersionPolicy Versions);
