using Penstock.Domain.Calls;
using Penstock.Domain.Money;

namespace Penstock.Domain.Models;

/// <summary>A thing that can be called under one public name.</summary>
public sealed record Model
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The public name, 1 to 200 characters; it may hold slashes, colons and dots.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, for people.</summary>
    public string Description
    {
        get => field ??= Describe?.Invoke().Description ?? "";
        init;
    }

    /// <summary>What it can do.</summary>
    public required IReadOnlyList<Capability> Capabilities { get; init; }

    /// <summary>The version that this is, where several are kept side by side; null when the model has none.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// Every version that may be asked for by its name, the newest first, this one included: models of the same id. Empty when the model
    /// has none.
    /// </summary>
    public IReadOnlyList<Model> Versions { get; init; } = [];

    /// <summary>What runs it, as the Open Inference Protocol names platforms: <c>onnx_onnxv1</c>, or a word of our own.</summary>
    public string Platform { get; init; } = "penstock";

    /// <summary>Where it runs.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>How its calls move among its targets.</summary>
    public PoolOptions Pool { get; init; } = PoolOptions.Default;

    /// <summary>Its typed inputs and outputs; null where the provider alone knows them.</summary>
    public Signature? Signature
    {
        get => field ??= Describe?.Invoke().Signature;
        init;
    }

    /// <summary>Tells description and signature when they are first asked for, of a model that is loaded only then.</summary>
    public Func<(string Description, Signature Signature)>? Describe { get; init; }

    /// <summary>
    /// Tells whether calls of it share runs now, and what decided that: <c>on: …</c> or <c>off: …</c>; null where that is not known. It may load
    /// a model that is loaded only then.
    /// </summary>
    public Func<string>? Batching { get; init; }

    /// <summary>Why it cannot be called now, as a part of a sentence; null while it can.</summary>
    public string? NotReady { get; init; }

    /// <summary>Why it cannot be called now, as calls are answered; null while it can.</summary>
    public CallError? Unavailable => NotReady is null ? null
        : new CallError(ErrorKind.Unavailable, $"The model '{Id}' is not ready: {NotReady.TrimEnd('.')}.") { Param = "model", Code = "model_not_ready", RetryAfter = Patience };

    /// <summary>Another version that answers a share of the calls for comparison; null for none.</summary>
    public ModelShadow? Shadow { get; init; }

    /// <summary>The most tokens that it reads in one call, as the operator says; null when nobody said.</summary>
    public long? MaxInputTokens { get; init; }

    /// <summary>The most tokens that it writes in one answer, reasoning included, as the operator says; null when nobody said.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Where its documentation is; null when it has none.</summary>
    public string? DocumentationUrl { get; init; }

    /// <summary>Who answers for it; null when nobody said.</summary>
    public string? Owner { get; init; }

    /// <summary>The price that the configuration gives it, for targets that have none of their own; null when that says none.</summary>
    internal OwnPrice? Price { get; init; }

    /// <summary>Where it was declared: <c>file</c>, <c>box</c> (comes with Penstock) or <c>host</c> (registered by the embedding program).</summary>
    public required string Source { get; init; }

    /// <summary>When this server first knew it, Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>
    /// The model in a version; itself when none is asked for; null when it has no such version. A version that is asked for is that one
    /// alone, while the model itself may give some of its calls to others.
    /// </summary>
    public Model? In(string? version) => version is null ? this : Named(version);

    /// <summary>Whether it can do a thing.</summary>
    public bool Can(Capability capability) => Capabilities.Contains(capability == Capability.CountTokens ? Capability.Chat : capability);

    // Apart from In, so that a call that names no version makes no closure.
    private Model? Named(string version) =>
        Versions.FirstOrDefault(model => model.Version == version) ?? (version == Version ? this : null);
}
