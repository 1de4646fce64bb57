using System.Text.Json.Nodes;
using Penstock.Config.Kinds;
using Penstock.Domain.Calls;
using Penstock.Registry;
using Penstock.Secrets;

namespace Penstock.Config.Governance;

/// <summary>A kind of governed things: the file declares them, the management API makes them, and both are read by the same keys.</summary>
/// <param name="section">Where the file has them: <c>teams</c>.</param>
internal abstract class GovernedKind(string section)
{
    /// <summary>Where the file has them.</summary>
    public string Section => section;

    /// <summary>All of them.</summary>
    public abstract Shelf Shelf { get; }

    /// <summary>Adds somebody who may use such things: what is in use is not deleted.</summary>
    /// <param name="users">Those who use the one of an id, as messages name them: <c>user 'ada'</c>.</param>
    public abstract void UsedBy(Func<string, IEnumerable<string>> users);

    /// <summary>The JSON schema of one.</summary>
    public abstract JsonObject Schema();

    /// <summary>The secrets in stores that a body names, each with its path.</summary>
    public abstract IReadOnlyList<(string Path, SecretReference Reference)> Secrets(string id, string body);

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
    private readonly List<Func<string, IEnumerable<string>>> _users = [];
    private Shelf<T>? _things;

    /// <summary>What is wrong with what one refers to, of other kinds.</summary>
    public Func<T, KnownNames, IEnumerable<InputMistake>> References { get; init; } = static (_, _) => [];

    /// <summary>What there is to refer to: now, or with what a file declares.</summary>
    public Func<PenstockConfig?, KnownNames> Known { get; init; } = static _ => new KnownNames();

    /// <summary>Those that are always there.</summary>
    public IReadOnlyList<(KeptItem Item, T Value)> BuiltIn { get; init; } = [];

    /// <summary>All of them, with their values.</summary>
    public Shelf<T> Things => _things ??= new(name, Read, parts.Store, parts.Time)
    {
        Consistent = (one, all) => consistent(one, all).Concat(References(one, Known(null))),
        UsedBy = id => [.. _users.SelectMany(users => users(id))],
    };

    /// <inheritdoc/>
    public override Shelf Shelf => Things;

    /// <summary>Reads a body.</summary>
    public (T? Value, IReadOnlyList<InputMistake> Mistakes) Read(string id, string body) => new BodyReader<T>(kind, Section, parts.Environment).Read(id, body);

    /// <inheritdoc/>
    public override void UsedBy(Func<string, IEnumerable<string>> users) => _users.Add(users);

    /// <inheritdoc/>
    public override JsonObject Schema() => kind.Schema();

    /// <inheritdoc/>
    public override IReadOnlyList<(string Path, SecretReference Reference)> Secrets(string id, string body) => new BodyReader<T>(kind, Section, parts.Environment).Secrets(id, body);

    /// <inheritdoc/>
    public override IEnumerable<ConfigMistake> Check(ConfigReading reading)
    {
        var written = declared(reading.Config!);
        var all = new Dictionary<string, T>(Things.Values, StringComparer.Ordinal);
        foreach (var (id, one) in written)
        {
            all[id] = one.Value;
        }

        return written.SelectMany(entry => consistent(entry.Value.Value, all).Concat(References(entry.Value.Value, Known(reading.Config))).Select(mistake => reading.MistakeAt($"{Section}.{entry.Key}.{mistake.Path}", mistake.Message.TrimEnd('.'), "")));
    }

    /// <inheritdoc/>
    public override void Declare(ConfigReading reading) => Things.Declare(BuiltIn.Concat(declared(reading.Config!).Select(entry => (
        new KeptItem(entry.Key, entry.Value.Body, 0, default, default, "file") { DeclaredAt = $"{Path.GetFileName(reading.File)}:{entry.Value.At.Line}" }, entry.Value.Value))));
}
