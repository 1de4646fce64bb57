using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Policy;
using Penstock.Resources.Calls;
using Penstock.Resources.Documents;
using Penstock.Resources.Gemini;
using Penstock.Resources.OpenAi;
using Penstock.Resources.OpenInference;

namespace Penstock.Resources.Models;

/// <summary>
/// The catalogue a caller may see, <c>/models</c>, with <c>/models/{model_id}/invoke</c>, <c>/converse</c> and <c>:predict</c>. The latter is at
/// <c>/v1/models</c> too, where TensorFlow Serving's clients look for it; Gemini's operations are there as well, and GET is OpenAI's.
/// </summary>
internal sealed class ModelsResource(CallRunner calls, CatalogSource catalogue, Gate gate, ModelErrors modelErrors, NativeCalls native, GeminiResource gemini)
{
    private const string Prefix = "/models/";
    private const string TensorFlowPrefix = "/v1/models/";
    private const string Invoke = "/invoke", Converse = "/converse", Predict = ":predict";
    private readonly InvokeProtocols _protocols = new(modelErrors);
    private readonly PredictProtocol _predict = new();
    private readonly ConverseProtocol _converse = new();

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource("/models", errors, ("GET", gate.Known(errors, ListAsync), ModelOperations.List));

        // One address for both, since only the known ids tell where an id ends and an action begins.
        routes.Map(Prefix + "{**rest}", DispatchAsync).WithMetadata(
            new DescribedOperation(Prefix + "{model_id}", "GET", errors, ModelOperations.Read),
            new DescribedOperation(Prefix + "{model_id}" + Invoke, "POST", modelErrors.Format, ModelOperations.Invoke),
            new DescribedOperation(Prefix + "{model_id}" + Converse, "POST", _converse.Errors, ConverseOperations.Converse),
            new DescribedOperation(Prefix + "{model_id}" + Predict, "POST", _predict.Errors, ModelOperations.Predict));
        routes.MapPost(TensorFlowPrefix + "{**rest}", DispatchTensorFlowAsync).WithMetadata(
            new DescribedOperation(TensorFlowPrefix + "{model_id}" + Predict, "POST", _predict.Errors, ModelOperations.TensorFlow),
            new DescribedOperation(TensorFlowPrefix + "{model_id}/versions/{model_version}" + Predict, "POST", _predict.Errors, OpenInferenceOperations.InVersion(ModelOperations.TensorFlow)));
    }

    private Task DispatchTensorFlowAsync(HttpContext http)
    {
        var rest = ModelAddress.Decode(http, TensorFlowPrefix);
        if (gemini.TryRunAsync(http, rest) is { } running)
        {
            return running;
        }

        var (id, version, action) = ModelAddress.SplitVersioned(rest, catalogue.Current, Predict);
        return action == Predict
            ? calls.RunAsync(http, _predict, Capability.Predict, id, version)
            : gate.RefuseAsync(http, OpenAiErrorFormat.Instance, new CallError(ErrorKind.MethodNotAllowed, "This address takes GET, HEAD.") { Allow = ["GET", "HEAD"] });
    }

    private Task DispatchAsync(HttpContext http)
    {
        var (id, action) = ModelAddress.Split(ModelAddress.Decode(http, Prefix), catalogue.Current, Invoke, Converse, Predict);
        var verb = http.Request.Method;
        if (action == Predict)
        {
            return HttpMethods.IsPost(verb)
                ? calls.RunAsync(http, _predict, Capability.Predict, id)
                : gate.RefuseAsync(http, _predict.Errors, new CallError(ErrorKind.MethodNotAllowed, "This address takes POST.") { Allow = ["POST"] });
        }

        if (action == Converse)
        {
            return HttpMethods.IsPost(verb) ? calls.RunAsync(http, _converse, Capability.Chat, id) : WrongVerbAsync(http, "POST");
        }

        if (action == Invoke)
        {
            return HttpMethods.IsPost(verb) ? InvokeAsync(http, id) : WrongVerbAsync(http, "POST");
        }

        return HttpMethods.IsGet(verb) || HttpMethods.IsHead(verb)
            ? gate.Known(ProblemFormat.Instance, (context, caller) => ReadAsync(context, caller, id))(http)
            : WrongVerbAsync(http, "GET", "HEAD");
    }

    private async Task InvokeAsync(HttpContext http, string id)
    {
        if (!await native.TryRunAsync(http, id))
        {
            await calls.RunAsync(http, _protocols.For(http.Request), Capability.Predict, id);
        }
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
