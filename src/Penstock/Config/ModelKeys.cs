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

    public static readonly ConfigKey<IReadOnlyList<TargetConfig>> Targets = new("targets",
        new ListKind<TargetConfig>(new SectionKind<TargetConfig>([Provider, ProviderModel], s => new TargetConfig(s.Get(Provider), s.Get(ProviderModel))), unique: false),
        "The provider and its model. One target for now: pools come in a later version.");

    public static readonly ConfigKey<string> Onnx = new("onnx", Scalars.Path, "An ONNX file. A model has either `targets` or `onnx`.");

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

    public static readonly WordOrKind<ModelConfig> Model = new(["off", "false", "no"], (_, place) => new OffModelConfig(IdOf(place)), new SectionKind<ModelConfig>(
        [Targets, Onnx, Fields, Classes, BatchingKeys.Key, Capabilities, Description, DocumentationUrl, Owner],
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
            return new OnnxModelConfig(id, s.Get(Onnx), s.Get(Fields) ?? [], s.Get(Classes) ?? [])
            {
                Batching = s.Has(BatchingKeys.Key) ? s.Get(BatchingKeys.Key) : null,
            };
        }
        if (targets && !onnx)
        {
            Refuse(s, Fields, "Remove it: it belongs to ONNX models.");
            Refuse(s, Classes, "Remove it: it belongs to ONNX models.");
            Refuse(s, BatchingKeys.Key, "Remove it: it belongs to ONNX models.");
        }
        var list = s.Get(Targets) ?? [];
        if (list.Count > 1)
        {
            s.Mistake(Targets, $"the model has {list.Count} targets", "Keep one: pools of several targets come in a later version.");
        }
        return new TargetModelConfig(id, list, s.Has(Capabilities) ? s.Get(Capabilities) ?? [] : AllCapabilities);
    }

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
