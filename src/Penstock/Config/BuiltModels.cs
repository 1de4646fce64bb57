using Penstock.Domain.Models;
using Penstock.Gateways.Repository;

namespace Penstock.Config;

/// <summary>What a configuration comes to.</summary>
/// <param name="Fixed">The models that are no files; one of the box gives way to a file of its name.</param>
/// <param name="Files">What the repository is to load.</param>
internal sealed record BuiltModels(IReadOnlyList<Model> Fixed, RepositoryPlan Files);
