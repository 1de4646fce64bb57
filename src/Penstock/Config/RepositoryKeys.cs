using Penstock.Config.Kinds;
using Penstock.Domain.Models;
using Penstock.Gateways.Repository;

namespace Penstock.Config;

/// <summary>The keys of folders of models, and of the versions of one model.</summary>
internal static class RepositoryKeys
{
    public static readonly ConfigKey<VersionPolicy> Versions = new("versions", new VersionsKind(),
        "Which versions are loaded: `latest`, `all`, `{ latest: 2 }` or a list of names. The newest of them that can be loaded answers.")
    { Default = "latest" };

    public static readonly ConfigKey<string> Path = new("path", Scalars.Path,
        "The folder: `name/version/model.onnx`, `name/model.onnx` or `name.onnx` in it.")
    { Required = true };

    public static readonly ConfigKey<bool> Watch = new("watch", Scalars.Boolean,
        "Whether changed, new and removed files are taken while the server runs.")
    { Default = "true" };

    public static readonly ConfigKey<IReadOnlyList<RepositoryConfig>> Repositories = new("repositories",
        new ListKind<RepositoryConfig>(new SectionKind<RepositoryConfig>([Path, Watch, Versions], s => new RepositoryConfig(s.Get(Path), s.Get(Watch), s.Get(Versions))), unique: false, mayBeEmpty: true),
        "Folders of ONNX models, each served under the name of its folder or file. A model of the same name under `models` wins.")
    { DefaultNote = "none" };

    /// <summary>Of one model: without it the repository's.</summary>
    public static readonly ConfigKey<VersionPolicy> ModelVersions = Versions with { Default = null, DefaultNote = "`latest`, or as the repository says" };

    public static readonly ConfigKey<string> CanaryVersion = new("version", Scalars.Named("version"), "The version.") { Required = true };

    public static readonly ConfigKey<int> CanaryWeight = new("weight", Scalars.Integer(0, 100), "How many of a hundred calls it gets.") { Required = true };

    public static readonly ConfigKey<CanaryRule> Canary = new("canary",
        new SectionKind<CanaryRule>([CanaryVersion, CanaryWeight], s => new CanaryRule(s.Get(CanaryVersion), s.Get(CanaryWeight))),
        "ONNX models: a version that gets a share of the calls. It must take and give what the others do.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<double> ShadowSample = new("sample", NumberScalars.Number(0, 1, open: true), "The share of the calls, above 0 and up to 1.") { Default = "1" };

    public static readonly ConfigKey<double> ShadowTolerance = new("tolerance", NumberScalars.Number(0, 1e6), "How far numbers of the answers may differ, in units of the larger of 1 and the number.") { Default = "0.0001" };

    public static readonly ConfigKey<ShadowSettings> Shadow = new("shadow",
        new SectionKind<ShadowSettings>([CanaryVersion, ShadowSample, ShadowTolerance], s => new ShadowSettings(s.Get(CanaryVersion), s.Get(ShadowSample), s.Get(ShadowTolerance))),
        "ONNX models: a version that answers a share of the calls in the background, so that its answers are compared; nobody gets them.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<string> Golden = new("golden", Scalars.Path,
        "ONNX models: a sample that a version must answer before it serves.")
    { DefaultNote = "`golden.json` beside the model file, if there is one" };
}
