using System.Text.Json.Nodes;
using Penstock.Config.Kinds;
using Penstock.Domain.Calls;
using Penstock.Registry;

namespace Penstock.Config.Governance;

/// <summary>A kind of governed things: the file declares them, the management API makes them, and both are read by the same keys.</summary>
/// <param name="section">Where the file has them: <c>teams</c>.</param>
internal abstract class GovernedKind(string section)
{
    /// <summary>Where the file has them.</summary>
    public string Section => section;

    /// <summary>All of them.</summary>
    public abstract Shelf Shelf { get; }

    /// <summary>The JSON schema of one.</summary>
    public abstract JsonObject Schema();

    /// <summary>What is wrong with what a file declares, beside all there is.</summary>
    public abstract IEnumerable<ConfigMistake> Check(ConfigReading reading);

    /// <summary>Takes what a file declares in the place of what it declared before.</summary>
    public abstract void Declare(ConfigReading reading);
}

/// <inheritdoc/>
/// <param name="name">In the singular, one word: <c>team</c>.</param>
/// <param name="section">Where the file has them: <c>teams</c>.</param>
/// <param name="kind">The keys of one.</param>
/// <param name="declared">Those of a configuration.</param>
/// <param name="consistent">What is wrong with one beside all others.</param>
/// <param name="parts">What a governed kind needs.</param>
internal sealed class GovernedKind<T>(
    string name,
    string section,
    ValueKind<T> kind,
    Func<PenstockConfig, IReadOnlyDictionary<string, Declared<T>>> declared,
    Func<T, IReadOnlyDictionary<string, T>, IEnumerable<InputMistake>> consistent,
    GovernedParts parts) : GovernedKind(section)
    where T : class
{
    /// <summary>All of them, with their values.</summary>
    public Shelf<T> Things { get; } = new(name, new BodyReader<T>(kind, section, parts.Environment).Read, parts.Store, parts.Time) { Consistent = consistent };

    /// <inheritdoc/>
    public override Shelf Shelf => Things;

    /// <inheritdoc/>
    public override JsonObject Schema() => kind.Schema();

    /// <inheritdoc/>
    public override IEnumerable<ConfigMistake> Check(ConfigReading reading)
    {
        var written = declared(reading.Config!);
        var all = new Dictionary<string, T>(Things.Values, StringComparer.Ordinal);
        foreach (var (id, one) in written)
        {
            all[id] = one.Value;
        }

        return written.SelectMany(entry => consistent(entry.Value.Value, all).Select(mistake => reading.MistakeAt($"{Section}.{entry.Key}.{mistake.Path}", mistake.Message.TrimEnd('.'), "")));
    }

    /// <inheritdoc/>
    public override void Declare(ConfigReading reading) => Things.Declare(declared(reading.Config!).Select(entry => (
        new KeptItem(entry.Key, entry.Value.Body, 0, default, default, "file") { DeclaredAt = $"{Path.GetFileName(reading.File)}:{entry.Value.At.Line}" }, entry.Value.Value)));
}

/// <summary>What every governed kind needs.</summary>
/// <param name="Store">Where those of the API are kept.</param>
/// <param name="Environment">The environment that the file is read with.</param>
/// <param name="Time">The clock.</param>
internal sealed record GovernedParts(IRegistryStore Store, IReadOnlyDictionary<string, string> Environment, TimeProvider Time);
