using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Gateways.Repository;

/// <summary>A model to serve from files: where they are, which versions, and how they are opened.</summary>
internal sealed record ModelSpec
{
    /// <summary>The public name.</summary>
    public required string Id { get; init; }

    /// <summary>A model file, or a model's folder, absolute. Empty while <see cref="Fetch"/> has not brought it.</summary>
    public required string Path { get; init; }

    /// <summary>Opens a model file. The error is the runtime's own, without a full path.</summary>
    public required Func<string, (OpenedModel? Opened, string? Error)> Open { get; init; }

    /// <summary>Everything that an engine is made of besides its file: another text means another engine.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Brings the file from elsewhere to this machine; null when it is here.</summary>
    public Func<CancellationToken, ValueTask<(string? Path, string? Error)>>? Fetch { get; init; }

    /// <summary>Which versions are loaded.</summary>
    public VersionPolicy Versions { get; init; } = VersionPolicy.Latest;

    /// <summary>A version that gets a share of the calls; null when the file declares none.</summary>
    public CanaryRule? Canary { get; init; }

    /// <summary>A version whose answers are compared; null for none.</summary>
    public ShadowSettings? Shadow { get; init; }

    /// <summary>A golden sample for all versions; null for the one that lies beside each.</summary>
    public string? Golden { get; init; }

    /// <summary>Whether its files are watched.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>What it is; null for what the model file says.</summary>
    public string? Description { get; init; }

    /// <summary>Where its documentation is.</summary>
    public string? DocumentationUrl { get; init; }

    /// <summary>What people have to know of it.</summary>
    public ModelCard Card { get; init; } = ModelCard.Empty;

    /// <summary>The classes of data that it is for.</summary>
    public IReadOnlyList<string> DataClasses { get; init; } = [];

    /// <summary>Where it is in its life.</summary>
    public ModelLifecycle Lifecycle { get; init; } = ModelLifecycle.Active;

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>What it costs; null for nothing.</summary>
    public OwnPrice? Price { get; init; }

    /// <summary><c>file</c> or <c>repository</c>.</summary>
    public string Source { get; init; } = "file";

    /// <summary>What keeps it from being served whatever its files are: a mistake in the model's own settings.</summary>
    public string? Mistake { get; init; }
}
