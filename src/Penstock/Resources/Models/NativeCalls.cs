using Microsoft.AspNetCore.Http;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Models;

/// <summary>
/// Invokes models of providers by their providers' own bodies: in the dialect of the model's first target, so that the body goes on untouched
/// there, and is translated for targets of other dialects.
/// </summary>
internal sealed class NativeCalls(CallRunner calls, CatalogSource catalogue, Gate gate, NativeProtocols protocols)
{
    /// <summary>What may be asked for, in the order in which it is taken where nothing is said.</summary>
    public static readonly IReadOnlyList<Capability> Askable =
    [
        Capability.Chat, Capability.Completions, Capability.Embeddings, Capability.Rerank, Capability.Moderations, Capability.Images, Capability.Speech,
        Capability.Transcriptions, Capability.CountTokens,
    ];

    private const string Parameter = "capability";

    /// <summary>Runs the call; false where the model is typed, has no provider, or is nothing the caller may know.</summary>
    /// <param name="http">The request.</param>
    /// <param name="id">The model.</param>
    public async Task<bool> TryRunAsync(HttpContext http, string id)
    {
        // Who may not call the model is not to learn by the form of an error that there is one.
        if (catalogue.Current.Find(id) is not { } model || model.Can(Capability.Predict)
            || model.Targets.MinBy(target => target.Order) is not { Dialect: { } dialect } target || (await gate.PeekAsync(http))?.MayCall(id) != true)
        {
            return false;
        }

        var asked = http.Request.Query[Parameter].ToString();
        Capability? capability = asked.Length == 0 ? Usual(model, target, dialect, http.Request) : CapabilityNames.TryParse(asked, out var named) ? named : null;
        if (capability is { } one && protocols.Find(dialect, one, http.Request) is var (protocol, operation))
        {
            await calls.RunAsync(http, protocol, one, id, operation: operation);
            return true;
        }

        var able = Askable.Where(candidate => protocols.Find(dialect, candidate, http.Request) is not null).Select(candidate => candidate.Name());
        await gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(
            ErrorKind.InvalidRequest, $"The model '{id}' has no such body: the provider's dialect ({dialect}) has {string.Join(", ", able)}. Say which by '?{Parameter}='.")
        {
            Param = Parameter,
            Code = "unsupported_capability",
        });
        return true;
    }

    private Capability? Usual(Model model, Target target, string dialect, HttpRequest request)
    {
        // Bedrock's models take one kind of body each, whatever was declared.
        if (dialect == BedrockDialect.Name && ModelFamily.Embeds(target.UpstreamModel))
        {
            return Capability.Embeddings;
        }

        foreach (var capability in Askable)
        {
            if (model.Can(capability) && protocols.Find(dialect, capability, request) is not null)
            {
                return capability;
            }
        }

        return null;
    }
}
