using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Secrets;

namespace Penstock.Config.Governance;

/// <summary>
/// Tells the book of secrets what the things of the management API need: that is read before it is called for, renewed in time, and not deleted. What
/// nobody has is refused when it is named.
/// </summary>
internal sealed class SecretUses(GovernedKinds kinds, SecretBook book)
{
    private readonly Lock _gate = new();

    /// <summary>Tells what there is, and from then on every change.</summary>
    public void Start()
    {
        foreach (var kind in new GovernedKind[] { kinds.Providers, kinds.Issuers })
        {
            kind.Shelf.Changed += () => Declare(kind);
            Declare(kind);
        }
    }

    /// <summary>The secrets that a body names and nobody has. A store that is down has them, until it says otherwise.</summary>
    public async ValueTask<IReadOnlyList<InputMistake>> CheckAsync(GovernedKind kind, string id, string body)
    {
        var mistakes = new List<InputMistake>();
        foreach (var (path, reference) in kind.Secrets(id, body))
        {
            if (await book.LookAsync(reference, fromApi: true) is { Kind: SecretFaultKind.NotFound } fault)
            {
                var near = NearestName.Find(reference.Store, book.Stores.Keys.Where(store => store != reference.Store)) is { } name && !book.Stores.ContainsKey(reference.Store) ? $" Did you mean `{name}`?" : "";
                mistakes.Add(new InputMistake(path, "not_found", fault.Message + near, $"\"{reference}\""));
            }
        }

        return mistakes;
    }

    // Of two changes at once the later one must see both.
    private void Declare(GovernedKind kind)
    {
        lock (_gate)
        {
            book.Declare(kind.Section, kind.Shelf.Items.Values.Where(item => item.DeclaredAt is null)
                .SelectMany(item => kind.Secrets(item.Id, item.Body).Select(found => new SecretUse(found.Reference, $"{kind.Shelf.Kind} '{item.Id}' ({found.Path})", FromApi: true))));
        }
    }
}
