using System.Globalization;
using Penstock.Config.Kinds;
using Penstock.Domain.Models;

namespace Penstock.Config;

/// <summary>The keys that tell people of a model: what it is for, and where it is in its life.</summary>
internal static class ModelCardKeys
{
    public static readonly ConfigKey<string> Licence = new("licence", Scalars.Text, "Under what licence it is: `apache-2.0`.") { DefaultNote = "none" };

    public static readonly ConfigKey<string> QualityNotes = new("quality_notes", Scalars.Text, "How good it is, at what, and how that is known. Callers see it.") { DefaultNote = "none" };

    public static readonly ConfigKey<string> ContractNotes = new("contract_notes", Scalars.Text, "What the contract with its provider says. Only those who may see declarations see it.") { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyList<string>> DataClasses = new("data_classes",
        new ListKind<string>(Scalars.Named("data class"), oneIsEnough: true, mayBeEmpty: true),
        "The classes of data that it is for, in your own words, for policies: `[public, health]`.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<ModelStage> State = new("state",
        Scalars.Choice("state", Scalars.Words(("draft", ModelStage.Draft), ("active", ModelStage.Active), ("deprecated", ModelStage.Deprecated), ("retired", ModelStage.Retired))),
        "`draft`: only those who may change models see and call it. `deprecated`: answers carry `Deprecation`, `Sunset` and a link to the successor. `retired`: calls get an error that names the successor.")
    { Default = "active" };

    public static readonly ConfigKey<DateTimeOffset> DeprecatedAt = new("deprecated_at", Instant(), "Since when, or from when on, it is deprecated: `2026-12-01`, or an instant with its offset. `state: deprecated` needs it.") { DefaultNote = "none" };

    public static readonly ConfigKey<DateTimeOffset> SunsetAt = new("sunset_at", Instant(), "When it will answer no more, as callers are told. Its state does not change by itself.") { DefaultNote = "not known" };

    public static readonly ConfigKey<string> Successor = new("successor", Scalars.Named("model"), "The model that takes its place.") { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyList<string>> RenamedFrom = new("renamed_from",
        new ListKind<string>(Scalars.Named("model"), oneIsEnough: true, mayBeEmpty: true),
        "Names it had before. Who uses one is sent to this name, or told it, as long as no other model has that name.")
    { DefaultNote = "none" };

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ConfigKey> All = [Licence, QualityNotes, ContractNotes, DataClasses, State, DeprecatedAt, SunsetAt, Successor, RenamedFrom];

    /// <summary>A model with what they say.</summary>
    public static ModelConfig Read(Section s, ModelConfig model)
    {
        var stage = s.Get(State);
        if (stage == ModelStage.Deprecated && !s.Has(DeprecatedAt))
        {
            s.Mistake(State, "nothing says since when it is deprecated", "Add `deprecated_at: 2026-12-01`.");
        }

        var (since, end, successor) = (s.GetOptional(DeprecatedAt), s.GetOptional(SunsetAt), s.Has(Successor) ? s.Get(Successor) : null);
        if (since > end)
        {
            s.Mistake(SunsetAt, "it is before `deprecated_at`", "A model is deprecated first.");
        }

        if (successor is not null && successor == model.Id)
        {
            s.Mistake(Successor, "a model cannot take its own place", "Name another.");
        }

        return model with
        {
            Card = new ModelCard(Text(s, Licence), Text(s, QualityNotes), Text(s, ContractNotes)),
            DataClasses = s.Has(DataClasses) ? s.Get(DataClasses) ?? [] : [],
            Lifecycle = new ModelLifecycle
            {
                Stage = stage,
                DeprecatedAt = since,
                SunsetAt = end,
                Successor = successor,
                RenamedFrom = s.Has(RenamedFrom) ? s.Get(RenamedFrom) ?? [] : [],
            },
        };
    }

    private static string? Text(Section s, ConfigKey<string> key) => s.Has(key) ? s.Get(key) : null;

    private static ScalarKind<DateTimeOffset> Instant() => new(
        "date or instant",
        () => new() { ["type"] = "string" },
        (text, _, _) => DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : Parsed<DateTimeOffset>.Wrong("is no date", "Write it like 2026-12-01, or 2026-12-01T08:00:00Z."));
}
