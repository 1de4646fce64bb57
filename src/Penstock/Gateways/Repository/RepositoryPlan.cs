namespace Penstock.Gateways.Repository;

/// <summary>What is to be served from files.</summary>
/// <param name="Models">Models that are declared one by one; a name occurs once.</param>
/// <param name="Folders">Folders of models. Of two models with one name the declared one is served, or that of the first folder.</param>
/// <param name="Taken">Names of models that are no files.</param>
internal sealed record RepositoryPlan(IReadOnlyList<ModelSpec> Models, IReadOnlyList<RepositoryFolder> Folders, IReadOnlySet<string> Taken)
{
    /// <summary>Nothing.</summary>
    public static RepositoryPlan Empty { get; } = new([], [], new HashSet<string>());
}
