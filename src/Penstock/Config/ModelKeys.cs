using Penstock.Config.Kinds;

namespace Penstock.Config;

/// <summary>The keys of one model.</summary>
internal static class ModelKeys
{
    /// <summary>What a model on a provider can do; all of it unless the file says less, since the provider decides.</summary>
    public static readonly IReadOnlyList<string> AllCapabilities = ["chat", "completions", "embeddings"];

    public static readonly ConfigKey<string> Provider = new("provider", Scalars.Named("provider"),
        "The name of a provider of this file.")
    { Required = true };
    public static readonly ConfigKey<string> ProviderModel = new("model", Scalars.Named("model name"),
        "The provider's own name for the model.")
    { Required = true };

    public static readonly ConfigKey<int> Weight = new("weight", Scalars.Integer(0, 10_000),
        "How many of the calls it gets, against the other targets; 0 means none unless the others fail.")
    { Default = "1" };

    public static readonly ConfigKey<IReadOnlyList<TargetConfig>> Targets = new("targets",
        new ListKind<TargetConfig>(new SectionKind<TargetConfig>([Provider, ProviderModel, Weight], s => new TargetConfig(s.Get(Provider), s.Get(ProviderModel), s.Get(Weight))), unique: false),
        "The providers and their models. Of several each gets its share of the calls by weight, and the others are tried when it fails.");

    public static readonly ConfigKey<string> Onnx = new("onnx", Scalars.Path, "An ONNX file, or a folder with `model.onnx` or `version/model.onnx`. A model has either `targets` or `onnx`.");

    public static readonly ConfigKey<IReadOnlyList<string>> Fields = new("fields", new ListKind<string>(Scalars.Named("field")),
        "ONNX models: names of the input columns, in order.")
    { DefaultNote = "the model's own" };

    public static readonly ConfigKey<IReadOnlyList<string>> Classes = new("classes", new ListKind<string>(Scalars.Named("class")),
        "ONNX models: names of the output classes, in order.")
    { DefaultNote = "the model's own" };

    public static readonly ConfigKey<IReadOnlyList<string>> Capabilities = new("capabilities",
        new ListKind<string>(Scalars.Choice("capability", Scalars.Words(AllCapabilities.Select(word => (word, word))))),
        "Models with targets: what it can do, of chat, completions and embeddings.")
    { DefaultNote = "all: the provider decides" };

    public static readonly ConfigKey<string> Description = new("description", Scalars.Text,
        "Shown in the catalogue.")
    { DefaultNote = "none" };
    public static readonly ConfigKey<Uri> DocumentationUrl = new("documentation_url", NetworkScalars.Link,
        "Where the model is described.")
    { DefaultNote = "none" };
    public static readonly ConfigKey<string> Owner = new("owner", Scalars.Text, "Who answers for the model.") { DefaultNote = "none" };

    public static readonly WordOrKind<ModelConfig> Model = new(["off", "false", "no"], place => new OffModelConfig(IdOf(place)), new SectionKind<ModelConfig>(
        [Targets, Onnx, Fields, Classes, RepositoryKeys.ModelVersions, RepositoryKeys.Canary, RepositoryKeys.Shadow, RepositoryKeys.Golden, Capabilities, Description, DocumentationUrl, Owner],
        s => Build(s) with { Description = s.Get(Description), DocumentationUrl = s.Get(DocumentationUrl), Owner = s.Get(Owner) }));

    private static ModelConfig Build(Section s)
    {
        var id = IdOf(s.Place);
        var (targets, onnx) = (s.Has(Targets), s.Has(Onnx));
        if (targets == onnx)
        {
            s.Place.Mistake(s.At, targets ? "the model has both `targets` and `onnx`" : "the model has neither `targets` nor `onnx`",
                "Give exactly one: targets: [ { provider: …, model: … } ], or onnx: ./file.onnx.");
        }
        if (onnx && !targets)
        {
            Refuse(s, Capabilities, "Remove it: the file itself says what an ONNX model takes and gives.");
            return OnnxModel(s, id, s.Get(Onnx));
        }
        if (targets && !onnx)
        {
            Refuse(s, Fields, "Remove it: it belongs to ONNX models.");
            Refuse(s, Classes, "Remove it: it belongs to ONNX models.");
            foreach (var key in (ConfigKey[])[RepositoryKeys.ModelVersions, RepositoryKeys.Canary, RepositoryKeys.Shadow, RepositoryKeys.Golden])
            {
                Refuse(s, key, "Remove it: it belongs to ONNX models.");
            }
        }
        var list = s.Get(Targets) ?? [];
        return new TargetModelConfig(id, list, s.Has(Capabilities) ? s.Get(Capabilities) ?? [] : AllCapabilities);
    }

    /// <summary>What a <c>model.yaml</c> says of the model in whose folder it lies.</summary>
    public static readonly SectionKind<ModelConfig> Sidecar = new(
        [Fields, Classes, RepositoryKeys.ModelVersions, RepositoryKeys.Canary, RepositoryKeys.Shadow, RepositoryKeys.Golden, Description, DocumentationUrl, Owner],
        s => OnnxModel(s, "", "") with { Description = s.Get(Description), DocumentationUrl = s.Get(DocumentationUrl), Owner = s.Get(Owner) });

    private static OnnxModelConfig OnnxModel(Section s, string id, string file) => new(id, file, s.Get(Fields) ?? [], s.Get(Classes) ?? [])
    {
        Versions = s.Get(RepositoryKeys.ModelVersions),
        Canary = s.Has(RepositoryKeys.Canary) ? s.Get(RepositoryKeys.Canary) : null,
        Shadow = s.Has(RepositoryKeys.Shadow) ? s.Get(RepositoryKeys.Shadow) : null,
        Golden = s.Get(RepositoryKeys.Golden),
    };

    /// <summary>Ids may hold dots: not the last part of the path, but all below the map.</summary>
    private static string IdOf(ConfigPlace place) => place.Path["models.".Length..];

    private static void Refuse(Section s, ConfigKey key, string fix)
    {
        if (s.Has(key))
        {
            s.Mistake(key, "this key does not fit this kind of model", fix);
        }
    }
}
