using System.Text.RegularExpressions;
using Penstock.Config.Governance;
using Penstock.Config.Kinds;
using Penstock.Domain.Models;

namespace Penstock.Config;

/// <summary>The keys of one model.</summary>
internal static partial class ModelKeys
{
    /// <summary>What a model on a provider can do; all of it unless the file says less, since the provider decides.</summary>
    public static readonly IReadOnlyList<string> AllCapabilities = ["chat", "completions", "embeddings", "rerank", "moderations", "images", "speech", "transcriptions"];

    private static readonly string[] s_verbs = ["POST", "PUT", "PATCH", "GET", "DELETE"];

    public static readonly ConfigKey<string> Provider = new("provider", Scalars.Named("provider"),
        "The name of a provider of this file.")
    { Required = true };
    public static readonly ConfigKey<string> ProviderModel = new("model", Scalars.Named("model name"),
        "The provider's own name for the model. Every target has one, except those of JSON services.")
    { DefaultNote = "required, JSON services aside" };
    public static readonly ConfigKey<string> TargetVersion = new("version", Scalars.Named("version"),
        "Open-Inference servers: the version of the model.")
    { DefaultNote = "the server's own choice" };
    public static readonly ConfigKey<string> Operation = new("operation", Scalars.Named("operation"),
        "JSON services: the `operationId` of what is called. The provider needs `openapi` for it.")
    { DefaultNote = "none" };
    public static readonly ConfigKey<string> Path = new("path", NetworkScalars.ServicePath,
        "JSON services: the path of what is called, below `base_url`.")
    { DefaultNote = "none" };
    public static readonly ConfigKey<string> Method = new("method", Scalars.Choice("verb", Scalars.Words(s_verbs.Select(verb => (verb, verb)))),
        "JSON services: the verb for `path`.")
    { DefaultNote = "POST, or the only one of the document" };

    public static readonly ConfigKey<int> Weight = new("weight", Scalars.Integer(0, 10_000),
        "How many of the calls it gets, against the other targets; 0 means none unless the others fail.")
    { Default = "1" };

    public static readonly ConfigKey<int> Order = new("order", Scalars.Integer(0, 1000),
        "Those of the lowest order get the calls by weight; those of a higher one only what none of a lower one can do.")
    { Default = "0" };

    public static readonly ConfigKey<IReadOnlyList<TargetConfig>> Targets = new("targets",
        new ListKind<TargetConfig>(new SectionKind<TargetConfig>([Provider, ProviderModel, TargetVersion, Weight, Order, Operation, Path, Method, PriceKeys.Price], BuildTarget), unique: false),
        "The providers and their models. Of several each gets its share of the calls by weight, and the others are tried when it fails.");

    public static readonly ConfigKey<Uri> Onnx = new("onnx", NetworkScalars.ModelFile,
        "An ONNX file: a path, an `https://` address, or `s3://bucket/key`; or a folder with `model.onnx` or `version/model.onnx`. A model has either `targets` or `onnx`.");

    public static readonly ConfigKey<string> Sha256 = new("sha256", Scalars.Named("SHA-256", Digest(), "Write the 64 hexadecimal digits that sha256sum prints."),
        "ONNX models: the digest the file must have. Required where it comes from an https or S3 address.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyList<string>> Fields = new("fields", new ListKind<string>(Scalars.Named("field")),
        "ONNX models: names of the input columns, in order.")
    { DefaultNote = "the model's own" };

    public static readonly ConfigKey<IReadOnlyList<string>> Classes = new("classes", new ListKind<string>(Scalars.Named("class")),
        "ONNX models: names of the output classes, in order.")
    { DefaultNote = "the model's own" };

    public static readonly ConfigKey<IReadOnlyDictionary<string, ColumnRule>> Inputs = new("inputs",
        new MapKind<ColumnRule>("<input>", InputName(), "Write the name of an input or a column.", InputKeys.Input),
        "ONNX models: what is known of inputs and columns, by name.")
    { DefaultNote = "the model's own" };

    public static readonly ConfigKey<bool> Strict = new("strict", Scalars.Boolean,
        "ONNX models: whether only the exact JSON types pass; else `\"5.1\"` is taken for 5.1.")
    { Default = "false" };

    public static readonly ConfigKey<IReadOnlyList<string>> Capabilities = new("capabilities",
        new ListKind<string>(Scalars.Choice("capability", Scalars.Words(AllCapabilities.Select(word => (word, word))))),
        "Models with targets: what it can do, of chat, completions, embeddings, rerank, moderations, images, speech and transcriptions.")
    { DefaultNote = "all: the provider decides" };

    public static readonly ConfigKey<int> MaxInputTokens = new("max_input_tokens", Scalars.Integer(1, 100_000_000),
        "Models with targets: the most tokens that the model reads in one call, its context. It bounds what a call can cost.")
    { DefaultNote = "not known" };

    public static readonly ConfigKey<int> MaxOutputTokens = new("max_output_tokens", Scalars.Integer(1, 100_000_000),
        "Models with targets: the most tokens that the model writes in one answer, reasoning included. It bounds what a call can cost that says no limit of its own, and is what such a call is told where a budget needs one.")
    { DefaultNote = "not known" };

    public static readonly ConfigKey<string> Description = new("description", Scalars.Text,
        "Shown in the catalogue.")
    { DefaultNote = "none" };
    public static readonly ConfigKey<Uri> DocumentationUrl = new("documentation_url", NetworkScalars.Link,
        "Where the model is described.")
    { DefaultNote = "none" };
    public static readonly ConfigKey<string> Owner = new("owner", Scalars.Text, "Who answers for the model.") { DefaultNote = "none" };

    private static readonly ConfigKey[] s_onnxOnly =
        [Fields, Classes, Sha256, Inputs, Strict, BatchingKeys.Key, RepositoryKeys.ModelVersions, RepositoryKeys.Canary, RepositoryKeys.Shadow, RepositoryKeys.Golden];

    public static readonly WordOrKind<ModelConfig> Model = new(["off", "false", "no"], (_, place) => new OffModelConfig(IdOf(place)), new SectionKind<ModelConfig>(
        [
            Targets, PoolKeys.Route, Onnx, Sha256, Fields, Classes, Inputs, Strict, BatchingKeys.Key,
            RepositoryKeys.ModelVersions, RepositoryKeys.Canary, RepositoryKeys.Shadow, RepositoryKeys.Golden, Capabilities, MaxInputTokens, MaxOutputTokens, Description, DocumentationUrl, Owner,
            PriceKeys.Price,
        ],
        s => Build(s) with { Description = s.Get(Description), DocumentationUrl = s.Get(DocumentationUrl), Owner = s.Get(Owner), Price = s.Has(PriceKeys.Price) ? s.Get(PriceKeys.Price) : null }));

    private static TargetConfig BuildTarget(Section s)
    {
        var (model, operation, path) = (s.Has(ProviderModel), s.Has(Operation), s.Has(Path));
        if (!model && !operation && !path)
        {
            s.Place.Mistake(s.At, "the key `model` is missing", "Add `model: …` (model name); of a JSON service `path: /…` or `operation: …`.");
        }
        else if (new[] { model, operation, path }.Count(has => has) > 1)
        {
            s.Place.Mistake(s.At, "the target has more than one of `model`, `operation` and `path`", "Keep one.");
        }
        if (s.Has(Method) && !path)
        {
            s.Mistake(Method, "there is no `path` that it belongs to", "Remove it, or give a path.");
        }
        // Each is read once: reading reports its mistakes.
        var (id, at, method) = (operation ? s.Get(Operation) : null, path ? s.Get(Path) : null, s.Has(Method) ? s.Get(Method) : null);
        return new TargetConfig(s.Get(Provider), model ? s.Get(ProviderModel) : id ?? $"{method ?? "POST"} {at}", s.Get(Weight))
        {
            Order = s.Get(Order),
            Operation = id,
            Path = at,
            Method = method,
            Version = s.Has(TargetVersion) ? s.Get(TargetVersion) : null,
            Price = s.Has(PriceKeys.Price) ? s.Get(PriceKeys.Price) : null,
        };
    }

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
            Refuse(s, MaxInputTokens, "Remove it: an ONNX model knows no tokens.");
            Refuse(s, MaxOutputTokens, "Remove it: an ONNX model knows no tokens.");
            Refuse(s, PoolKeys.Route, "Remove it: an ONNX model has no targets to choose among.");
            var address = s.Get(Onnx);
            if (address is { IsFile: false } && !s.Has(Sha256))
            {
                s.Mistake(Onnx, "a file from elsewhere is pinned by its digest, and there is none", "Add sha256: …, what sha256sum prints of the file that you trust.");
            }
            return OnnxModel(s, id, address is { IsFile: true } ? address.LocalPath : "") with
            {
                Address = address is { IsFile: false } ? address : null,
                Sha256 = s.Has(Sha256) ? s.Get(Sha256)?.ToLowerInvariant() : null,
            };
        }
        if (targets && !onnx)
        {
            foreach (var key in s_onnxOnly)
            {
                Refuse(s, key, "Remove it: it belongs to ONNX models.");
            }
        }
        return new TargetModelConfig(id, s.Get(Targets) ?? [], s.Has(Capabilities) ? s.Get(Capabilities) ?? [] : AllCapabilities) 
        {
            SaysCapabilities = s.Has(Capabilities),
            Pool = s.Get(PoolKeys.Route),
            MaxInputTokens = s.Has(MaxInputTokens) ? s.Get(MaxInputTokens) : null,
            MaxOutputTokens = s.Has(MaxOutputTokens) ? s.Get(MaxOutputTokens) : null,
        };
    }

    /// <summary>What a <c>model.yaml</c> says of the model in whose folder it lies.</summary>
    public static readonly SectionKind<ModelConfig> Sidecar = new(
        [Fields, Classes, Inputs, Strict, BatchingKeys.Key, RepositoryKeys.ModelVersions, RepositoryKeys.Canary, RepositoryKeys.Shadow, RepositoryKeys.Golden, Description, DocumentationUrl, Owner, PriceKeys.Price],
        s => OnnxModel(s, "", "") with { Description = s.Get(Description), DocumentationUrl = s.Get(DocumentationUrl), Owner = s.Get(Owner), Price = s.Has(PriceKeys.Price) ? s.Get(PriceKeys.Price) : null });

    private static OnnxModelConfig OnnxModel(Section s, string id, string file) => new(id, file, s.Get(Fields) ?? [], s.Get(Classes) ?? [])
    {
        Inputs = s.Get(Inputs),
        Strict = s.Get(Strict),
        Batching = s.Has(BatchingKeys.Key) ? s.Get(BatchingKeys.Key) : null,
        Versions = s.Get(RepositoryKeys.ModelVersions),
        Canary = s.Has(RepositoryKeys.Canary) ? s.Get(RepositoryKeys.Canary) : null,
        Shadow = s.Has(RepositoryKeys.Shadow) ? s.Get(RepositoryKeys.Shadow) : null,
        Golden = s.Get(RepositoryKeys.Golden),
    };

    /// <summary>Ids may hold dots: not the last part of the path, but all below the map.</summary>
    private static string IdOf(ConfigPlace place) => place.Path["models.".Length..];

    [GeneratedRegex("^[0-9A-Fa-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();

    private static void Refuse(Section s, ConfigKey key, string fix)
    {
        if (s.Has(key))
        {
            s.Mistake(key, "this key does not fit this kind of model", fix);
        }
    }

    [GeneratedRegex(".")]
    private static partial Regex InputName();
}
