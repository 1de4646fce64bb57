using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Registry;

namespace Penstock.Resources.Management.Managed;

/// <summary>What the management API has to know of a kind of things, to serve them as every other kind.</summary>
internal sealed partial record ManagedKind
{
    /// <summary>In the singular, as people say it: <c>service account</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The last part of the address: <c>service-accounts</c>.</summary>
    public required string Path { get; init; }

    /// <summary>One of <see cref="Documents.OperationTags"/>.</summary>
    public required string Tag { get; init; }

    /// <summary>What such a thing is and does: a sentence or two for the document.</summary>
    public required string What { get; init; }

    /// <summary>What it takes to see them.</summary>
    public required Permission Read { get; init; }

    /// <summary>What it takes to change them.</summary>
    public required Permission Write { get; init; }

    /// <summary>All of them.</summary>
    public required Shelf Shelf { get; init; }

    /// <summary>The JSON schema of a body, an object with properties; from the keys that the file has, too.</summary>
    public required Func<JsonObject> Schema { get; init; }

    /// <summary>A body that makes one, on a server that has none: JSON text.</summary>
    public required string Example { get; init; }

    /// <summary>A merge patch that changes it: JSON text.</summary>
    public required string PatchExample { get; init; }

    /// <summary>What the ids that the server gives begin with: <c>team</c>.</summary>
    public required string IdPrefix { get; init; }

    /// <summary>What an id may look like.</summary>
    public Regex Id { get; init; } = UsualId();

    /// <summary>The members that a list may be filtered by: texts, or lists of texts.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>
    /// The teams that a thing belongs to, each with those above it; null where the kind belongs to no team, and it takes a permission that
    /// holds everywhere. Who may see things of one of these teams sees it; who changes it must be allowed to in all of them.
    /// </summary>
    public Func<string, JsonObject, IReadOnlyList<IReadOnlyList<string>>>? Teams { get; init; }

    /// <summary>A further rule: why this caller may not change a thing from what it is (null: it is not) to what it shall be (null: gone); null where it may.</summary>
    public Func<Caller, string, JsonObject?, JsonObject?, CallError?> Forbid { get; init; } = static (_, _, _, _) => null;

    /// <summary>What is wrong with a body under an id that takes asking others: secrets that are not there.</summary>
    public Func<string, string, ValueTask<IReadOnlyList<InputMistake>>> Verify { get; init; } = static (_, _) => ValueTask.FromResult<IReadOnlyList<InputMistake>>([]);

    /// <summary>What is true of a thing now and was not declared, shown as <c>status</c>; null for nothing.</summary>
    public Func<string, JsonObject?>? Status { get; init; }

    /// <summary>The schema of <see cref="Status"/>.</summary>
    public Func<JsonObject> StatusSchema { get; init; } = static () => new JsonObject { ["type"] = "object" };

    /// <summary>Things of the kind that neither a file nor the management API declares: shown, and read-only.</summary>
    public Func<IEnumerable<KeptItem>> Others { get; init; } = static () => [];

    /// <summary>Puts a change in force before it is answered, where that takes more than the shelf.</summary>
    public Func<CancellationToken, Task> Applied { get; init; } = static _ => Task.CompletedTask;

    /// <summary>What the id is called in addresses: <c>id</c>.</summary>
    public string IdName { get; init; } = "id";

    /// <summary>Everything there is, by id.</summary>
    public IEnumerable<KeptItem> All => Shelf.Items.Values.Concat(Others());

    /// <summary>The one of an id; null when there is none.</summary>
    public KeptItem? Find(string id) => Shelf.Items.TryGetValue(id, out var item) ? item : Others().FirstOrDefault(other => other.Id == id);

    /// <summary>Another name for names of operations and schemas, where the usual one is taken; null for the usual.</summary>
    public string? Type { get; init; }

    /// <summary>Its address.</summary>
    public string Address => "/api/v1/" + Path;

    /// <summary>Its name in names of operations and schemas: <c>ServiceAccount</c>.</summary>
    public string TypeName => Type ?? string.Concat(Name.Split(' ').Select(Capital));

    /// <summary>The same in the plural.</summary>
    public string TypeNames => Type is null ? string.Concat(Path.Split('-').Select(Capital)) : Type + "s";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex UsualId();
}
