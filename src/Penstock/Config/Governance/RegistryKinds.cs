using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Domain.Models;
using Penstock.Gateways.Network;
using Penstock.Registry;
using Penstock.Resources.Documents;
using Penstock.Resources.Management;
using Penstock.Resources.Management.Managed;

namespace Penstock.Config.Governance;

/// <summary>Providers and models in the management API. A change is in the catalogue when it is answered.</summary>
internal sealed class RegistryKinds(GovernedKinds kinds, IModelReleases releases, CatalogSource catalogue, CatalogRefresh refresh, SecretUses secrets, NetworkGuard guard)
{
    /// <summary>Providers.</summary>
    public ManagedKind Providers => new()
    {
        Name = "provider",
        Path = "providers",
        Tag = OperationTags.Registry,
        What = "Who runs GenAI models: an address, a wire format, a key. Its id is the name that targets give, and that of a known provider (`openai`) brings what is known of it. A key is a reference to a secret (`secret:db/acme`), never the secret; the address must not lead into a private network, unless `server.reachable_networks` has it.",
        Read = Permission.ProvidersRead,
        Write = Permission.ProvidersWrite,
        Shelf = kinds.Providers.Shelf,
        Schema = kinds.Providers.Schema,
        Example = """{"dialect":"openai","base_url":"https://llm.example.com/v1","region":"eu-west"}""",
        PatchExample = """{"region":"eu-central","timeouts":{"first_byte":"30s"}}""",
        IdPrefix = "provider",
        Id = ProviderKeys.Name(),
        Filters = ["dialect", "region"],
        Verify = async (id, body) => [.. await secrets.CheckAsync(kinds.Providers, id, body), .. await AddressChecks.CheckAsync(guard, body, "base_url")],
        Applied = ct => refresh.RunAsync(ct),
    };

    /// <summary>Models.</summary>
    public ManagedKind Models => new()
    {
        Name = "model",
        Path = "models",
        Type = "DeclaredModel",
        IdName = "model_id",
        Tag = OperationTags.Registry,
        What = "A model under its public name: the providers that run it, what people have to know of it, where it is in its life. `status` says which of its versions serve. Models of files are declared in the configuration file, or lie in a folder.",
        Read = Permission.ModelsRead,
        Write = Permission.ModelsWrite,
        Shelf = kinds.Models.Shelf,
        Schema = kinds.Models.Schema,
        Example = """{"description":"Answers in three languages","owner":"search team","licence":"apache-2.0","data_classes":["public"],"targets":[{"provider":"acme","model":"qwen3-8b","region":"eu-west"}]}""",
        PatchExample = """{"state":"deprecated","deprecated_at":"2026-12-01","sunset_at":"2027-03-01","successor":"guide"}""",
        IdPrefix = "model",
        Id = ModelNames.Pattern(),
        Filters = ["owner", "state", "capabilities", "data_classes", "licence"],
        Others = Others,
        Applied = ct => refresh.RunAsync(ct),
        Status = Status,
        StatusSchema = static () => new JsonObject
        {
            ["type"] = "object",
            ["description"] = "How it stands now: its versions, the newest first, each with its state (`unknown`, `ready`, `unavailable`, `loading`, `unloading`) and the reason; which one answers; canary and shadow.",
            ["required"] = new JsonArray("model_id", "versions"),
        },
    };

    // In the box, of the host, of folders: what calls find and nobody wrote down.
    private IEnumerable<KeptItem> Others()
    {
        var declared = kinds.Models.Shelf.Items;
        var models = catalogue.Current;
        foreach (var release in releases.Releases.Where(release => !declared.ContainsKey(release.Name)))
        {
            var body = new JsonObject();
            if (models.Find(release.Name) is { } model)
            {
                body["description"] = model.Description;
                body["owner"] = model.Owner;
                body["documentation_url"] = model.DocumentationUrl;
                foreach (var absent in body.Where(member => member.Value is null).Select(member => member.Key).ToArray())
                {
                    body.Remove(absent);
                }
            }

            yield return new KeptItem(release.Name, body.ToJsonString(), 0, default, default, release.Source) { DeclaredAt = release.Source };
        }
    }

    private JsonObject? Status(string id) => releases.Releases.FirstOrDefault(release => release.Name == id) is { } release
        ? JsonSerializer.SerializeToNode(ModelReleaseView.Of(release), ManagementJson.Default.ModelReleaseView)!.AsObject()
        : null;
}
