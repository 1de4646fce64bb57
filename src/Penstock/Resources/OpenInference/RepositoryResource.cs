using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Documents;
using Penstock.Resources.Management;

namespace Penstock.Resources.OpenInference;

/// <summary>Triton's extension `model_repository`, for who may: what there is, loading and unloading.</summary>
internal sealed class RepositoryResource(IModelRepository repository, Gate gate)
{
    private const string Prefix = "/v2/repository/models/";
    private const string Load = "/load", Unload = "/unload";
    private static readonly OpenInferenceErrorFormat Errors = OpenInferenceErrorFormat.Instance;
    private static readonly CallError NotFound = new(ErrorKind.NotFound, $"There is nothing at this address. A model is loaded at {Prefix}{{model}}{Load} and unloaded at {Prefix}{{model}}{Unload}.");

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapResource("/v2/repository/index", Errors, ("POST", gate.May(Errors, OpenInferenceOperations.Index, (http, _) => IndexAsync(http)), OpenInferenceOperations.Index));
        routes.Map(Prefix + "{**rest}", DispatchAsync).WithMetadata(
            new DescribedOperation($"{Prefix}{{model_name}}{Load}", "POST", Errors, OpenInferenceOperations.Load),
            new DescribedOperation($"{Prefix}{{model_name}}{Unload}", "POST", Errors, OpenInferenceOperations.Unload));
    }

    private async Task IndexAsync(HttpContext http)
    {
        var (asked, error) = await ReadAsync(http, body =>
        {
            foreach (var member in body.EnumerateObject())
            {
                if (member.Name != "ready" || member.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                {
                    return (null, new CallError(ErrorKind.InvalidRequest, $"The member '{ModelName.Shown(member.Name)}' is wrong: the body is an object whose one member, ready, is true or false.") { Param = member.Name });
                }
            }

            return ([.. repository.States.Where(state => !body.TryGetProperty("ready", out var ready) || !ready.GetBoolean() || state.Condition == ModelCondition.Ready).Select(ModelIndexView.Of)], null);
        }, () => (IReadOnlyList<ModelIndexView>)[.. repository.States.Select(ModelIndexView.Of)]);
        await (error is null
            ? JsonAnswer.WriteAsync(http, asked!, OpenInferenceJson.Default.IReadOnlyListModelIndexView, errors: Errors)
            : gate.RefuseAsync(http, Errors, error));
    }

    private Task DispatchAsync(HttpContext http)
    {
        var rest = ModelAddress.Decode(http, Prefix);

        // No id ends in an action here: the address of a model alone is nothing.
        var action = rest.EndsWith(Load, StringComparison.Ordinal) ? Load : rest.EndsWith(Unload, StringComparison.Ordinal) ? Unload : null;
        return action is null || rest.Length == action.Length ? gate.RefuseAsync(http, Errors, NotFound)
            : !HttpMethods.IsPost(http.Request.Method) ? gate.RefuseAsync(http, Errors, new CallError(ErrorKind.MethodNotAllowed, "This address takes POST.") { Allow = ["POST"] })
            : gate.May(Errors, action == Load ? OpenInferenceOperations.Load : OpenInferenceOperations.Unload, (context, _) => ChangeAsync(context, rest[..^action.Length], action == Load))(http);
    }

    private async Task ChangeAsync(HttpContext http, string model, bool load)
    {
        var (_, error) = await ReadAsync(http, body => Refuse(body, load) is { } refused ? (null, refused) : (model, null), () => model);
        error ??= load ? await repository.LoadAsync(model, http.RequestAborted) : await repository.UnloadAsync(model, http.RequestAborted);
        if (error is not null)
        {
            await gate.RefuseAsync(http, Errors, error);
        }
    }

    private static CallError? Refuse(JsonElement body, bool load)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name != "parameters" || member.Value.ValueKind != JsonValueKind.Object)
            {
                return new CallError(ErrorKind.InvalidRequest, $"The member '{ModelName.Shown(member.Name)}' is wrong: the body is an object whose one member, parameters, is an object.") { Param = member.Name };
            }

            foreach (var parameter in member.Value.EnumerateObject())
            {
                if (parameter.Name == "config" || parameter.Name.StartsWith("file:", StringComparison.Ordinal))
                {
                    return new CallError(ErrorKind.InvalidRequest, $"The parameter '{ModelName.Shown(parameter.Name)}' would upload a model, which may run code of its own. Put the file into the server's folder of models and load it then.") { Param = parameter.Name };
                }

                if (load || parameter.Name != "unload_dependents" || parameter.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                {
                    return new CallError(ErrorKind.InvalidRequest, $"There is no parameter '{ModelName.Shown(parameter.Name)}' here{(load ? "" : ", but unload_dependents, true or false")}.") { Param = parameter.Name };
                }
            }
        }

        return null;
    }

    // The body may be left out.
    private static ValueTask<(T? Value, CallError? Error)> ReadAsync<T>(HttpContext http, Func<JsonElement, (T?, CallError?)> read, Func<T> nothing)
        where T : class =>
        http.Request.ContentLength == 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? ValueTask.FromResult<(T?, CallError?)>((nothing(), null))
            : ManagementBody.ReadAsync(http.Request, read);
}
