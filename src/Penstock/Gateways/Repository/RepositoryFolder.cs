namespace Penstock.Gateways.Repository;

/// <summary>A folder of models.</summary>
/// <param name="Path">The folder, absolute.</param>
/// <param name="Watch">Whether it is watched.</param>
/// <param name="Spec">Makes the spec of a model that was found in it.</param>
internal sealed record RepositoryFolder(string Path, bool Watch, Func<FoundModel, ModelSpec> Spec);
