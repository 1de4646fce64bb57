using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Domain.Models;
using Penstock.Domain.Policies;

namespace Penstock.Pipeline.Policy;

/// <summary>Finds the model, and decides whether this caller may call it, and where it may run.</summary>
public sealed class PolicyStage(CatalogSource catalogue, PolicyBook book) : Stage
{
    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        // Until the call has ended, no engine of what it found is disposed.
        var lease = catalogue.Enter();
        call.OnEnd(lease);
        call.State.Catalogue = lease;
        var error = Decide(call, lease.Catalogue);
        return error is null ? next(call, ct) : ValueTask.FromResult(CallResult.Fail(error));
    }

    private CallError? Decide(Call call, ModelCatalog models)
    {
        var (state, rules) = (call.State, book.Rules);
        var caller = state.Caller ?? throw new InvalidOperationException("Authenticate runs before Policy.");
        if (string.IsNullOrEmpty(state.RequestedModel))
        {
            return new CallError(ErrorKind.InvalidRequest, "Name the model: the member 'model' is missing.") { Param = "model" };
        }

        if (NameSuggestions.Renamed(state.RequestedModel, models, caller) is { } renamed)
        {
            return renamed;
        }

        if (!caller.MayCall(state.RequestedModel))
        {
            return new CallError(
                ErrorKind.PermissionDenied,
                $"This key may not call the model '{ModelName.Shown(state.RequestedModel)}'. Ask whoever made the key to allow it.")
            {
                Param = "model",
            };
        }

        if (models.Find(state.RequestedModel, caller) is not { } model)
        {
            return NameSuggestions.Missing(state.RequestedModel, models, caller);
        }

        if (model.Lifecycle.Stage == ModelStage.Retired)
        {
            return NameSuggestions.Retired(model);
        }

        if (model.In(call.Head.Version) is not { } version)
        {
            return NameSuggestions.NoVersion(model, call.Head.Version!);
        }

        model = version;
        state.Model = model;
        if (rules.UnderMaintenance(model.Id, call.Time.GetUtcNow()) is { } mended)
        {
            return mended;
        }

        if (!model.Can(call.Head.Capability))
        {
            return new CallError(
                ErrorKind.InvalidRequest,
                $"The model '{model.Id}' does not do {call.Head.Capability.Name()}; it does {string.Join(", ", model.Capabilities.Select(can => can.Name()))}.")
            {
                Param = "model",
                Code = "unsupported_capability",
            };
        }

        if (model.Unavailable is { } unavailable)
        {
            return unavailable;
        }

        // Of several targets only those whose wire format has the operation; of none, the engine's error says which models have it.
        state.AllowedTargets = model.Targets;
        if (model.Targets.Count > 1 && model.Targets.Any(target => !target.Has(call.Head.Capability)))
        {
            Target[] able = [.. model.Targets.Where(target => target.Has(call.Head.Capability))];
            state.AllowedTargets = able.Length > 0 ? able : model.Targets;
        }

        return RoutingMember(state, model) ?? Keeper(state, model) ?? Rule(call, model, rules);
    }

    // Last, as it decides among the targets that are left: what is taken out here is not tried in place of another that failed either.
    private static CallError? Rule(Call call, Model model, PolicyRules rules)
    {
        var state = call.State;
        foreach (var rule in rules.Headers)
        {
            // Of a body that came in pieces the head did not say how large it is.
            if (!rule.Shadow && state.RequestBytes > rule.MaxBodyBytes && rule.Applies.Match(state.Caller!, null, state.Tags))
            {
                return AdmitStage.TooLarge(rule);
            }
        }

        return rules.AllowAll ? null : Decide(call, model, rules);
    }

    private static CallError? Decide(Call call, Model model, PolicyRules rules)
    {
        var state = call.State;
        var decision = rules.Decide(new PolicyFacts(state.Caller!, model, call.Head.Capability, state.Streaming, state.Tags, () => ToolsOf(state.Request, model)), state.AllowedTargets);
        foreach (var note in decision.Notes)
        {
            state.Decided(note);
        }

        state.AllowedTargets = decision.Targets;
        if (decision.MaxOutputTokens is { } most && !(state.OutputCap <= most))
        {
            state.OutputCap = most;
        }

        state.LogContent = decision.ContentRetention;
        return decision.Error;
    }

    // A request that cannot be read offers none here, and is refused where it is read.
    private static IReadOnlyList<string> ToolsOf(CallRequest? request, Model model) => request?.ReadInput(model).Input is ChatInput chat
        ? [.. chat.Tools.Select(tool => tool switch { FunctionTool function => function.Name, OtherTool other => other.Type, _ => "" })]
        : [];

    // What a provider keeps under an id nobody else has.
    private static CallError? Keeper(CallState state, Model model)
    {
        if (state.Request?.Provider is not { } keeper)
        {
            return null;
        }

        state.AllowedTargets = [.. model.Targets.Where(target => target.Provider == keeper)];
        return state.AllowedTargets.Count > 0 ? null : new CallError(
            ErrorKind.NotFound,
            $"What this request refers to is kept by another provider than the model '{model.Id}' has. Call the model that made it.")
        {
            Param = "model",
        };
    }

    // A member such as OpenRouter's `models` would call a model that this policy was not asked about.
    private static CallError? RoutingMember(CallState state, Model model)
    {
        foreach (var member in state.Request?.RoutingMembers ?? [])
        {
            if (!model.Targets.All(target => target.AllowedMembers.Contains(member)))
            {
                return new CallError(
                    ErrorKind.PermissionDenied,
                    $"The member '{member}' chooses where or at what price a call runs, which is governed here. Leave it out, or have the operator list it in the provider's 'allow_fields'.")
                {
                    Param = member,
                };
            }
        }

        return null;
    }
}
