using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Policy;
using Penstock.Resources.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Models;

/// <summary>The catalogue a caller may see, <c>/models</c>, and <c>/models/{model_id}/invoke</c>.</summary>
internal sealed class ModelsResource(CallRunner calls, CatalogSource catalogue, Gate gate, ModelErrors modelErrors)
{
    private const string Prefix = "/models/";
    private const string Invoke = "/invoke";
    private readonly InvokeProtocols _protocols = new(modelErrors);

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource("/models", errors, ("GET", gate.Known(errors, ListAsync), ModelOperations.List));

        // One address for both, since only the known ids tell where an id ends and an action begins.
        routes.Map(Prefix + "{**rest}", DispatchAsync).WithMetadata(
            new DescribedOperation(Prefix + "{model_id}", "GET", errors, ModelOperations.Read),
            new DescribedOperation(Prefix + "{model_id}" + Invoke, "POST", modelErrors.Format, ModelOperations.Invoke));
    }

    private Task DispatchAsync(HttpContext http)
    {
        var (id, action) = ModelAddress.Split(ModelAddress.Decode(http, Prefix), catalogue.Current, Invoke);
        var verb = http.Request.Method;
        if (action == Invoke)
        {
            return HttpMethods.IsPost(verb) ? calls.RunAsync(http, _protocols.For(http.Request), Capability.Predict, id) : WrongVerbAsync(http, "POST");
        }

        return HttpMethods.IsGet(verb) || HttpMethods.IsHead(verb)
            ? gate.Known(ProblemFormat.Instance, (context, caller) => ReadAsync(context, caller, id))(http)
            : WrongVerbAsync(http, "GET", "HEAD");
    }

    private Task WrongVerbAsync(HttpContext http, params string[] allow) =>
        gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.MethodNotAllowed, $"This address takes {string.Join(", ", allow)}.") { Allow = allow });

    private Task ListAsync(HttpContext http, Caller caller)
    {
        var models = catalogue.Current.VisibleTo(caller).Select(ModelView.Of).ToArray();
        return JsonAnswer.WriteAsync(http, new ModelListView(models), ModelsJson.Default.ModelListView);
    }

    private Task ReadAsync(HttpContext http, Caller caller, string id)
    {
        var models = catalogue.Current;
        return models.Find(id) is { } model && caller.MayCall(id)
            ? JsonAnswer.WriteAsync(http, ModelView.Of(model), ModelsJson.Default.ModelView)
            : gate.RefuseAsync(http, ProblemFormat.Instance, NameSuggestions.NotFound(id, models.VisibleTo(caller)));
    }
}
