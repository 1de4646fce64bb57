using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Meter;
using Penstock.Pipeline.Policy;
using Penstock.Resources.Calls;
using Penstock.Resources.Documents;
using Penstock.Resources.Health;

namespace Penstock.Resources.OpenInference;

/// <summary>
/// The Open Inference Protocol, version 2, at <c>/v2</c>. What the server is and whether it is ready is open, as <c>/livez</c> is; models are shown
/// to those who may call them.
/// </summary>
internal sealed class OpenInferenceResource(CallRunner calls, CatalogSource catalogue, IModelRepository repository, PredictStatistics statistics, ServerState state, Gate gate)
{
    private const string Prefix = "/v2/models/";
    private const string Infer = "/infer", Ready = "/ready", Stats = "/stats", Generate = "/generate", GenerateStream = "/generate_stream";
    private static readonly OpenInferenceErrorFormat Errors = OpenInferenceErrorFormat.Instance;
    private static readonly string[] Actions = [Infer, Ready, Stats, Generate, GenerateStream];

    // Only what is really there.
    private static readonly ServerMetadataView Server = new(
        "penstock",
        typeof(OpenInferenceResource).Assembly.GetName().Version!.ToString(3),
        ["binary_tensor_data", "classification", "generate", "model_repository", "parameters", "schedule_policy", "statistics"]);

    private readonly GenerateProtocol _text = new(events: false);
    private readonly GenerateProtocol _events = new(events: true);

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        // `/v2/` too: the specification has it without, its yaml with a slash.
        routes.MapResource("/v2", Errors, ("GET", http => JsonAnswer.WriteAsync(http, Server, OpenInferenceJson.Default.ServerMetadataView, errors: Errors), OpenInferenceOperations.Server));
        routes.MapResource("/v2/health/live", Errors, ("GET", http => JsonAnswer.WriteAsync(http, new LiveView(true), OpenInferenceJson.Default.LiveView, errors: Errors), OpenInferenceOperations.Live));
        routes.MapResource("/v2/health/ready", Errors, ("GET", ReadyAsync, OpenInferenceOperations.Ready));

        // One address for all, since only the known ids tell where an id ends and a version or an action begins.
        var described = new (string Verb, string Tail, OperationDescription Operation)[]
        {
            ("GET", "", OpenInferenceOperations.Metadata),
            ("GET", Ready, OpenInferenceOperations.ModelReady),
            ("GET", Stats, OpenInferenceOperations.Statistics),
            ("POST", Infer, OpenInferenceOperations.Infer),
            ("POST", Generate, OpenInferenceOperations.Generate),
            ("POST", GenerateStream, OpenInferenceOperations.GenerateStream),
        };
        routes.Map(Prefix + "{**rest}", DispatchAsync).WithMetadata(
        [
            new DescribedOperation(Prefix[..^1] + Stats, "GET", Errors, OpenInferenceOperations.AllStatistics),
            .. described.Select(one => new DescribedOperation($"{Prefix}{{model_name}}{one.Tail}", one.Verb, Errors, one.Operation)),
            .. described.Select(one => new DescribedOperation($"{Prefix}{{model_name}}/versions/{{model_version}}{one.Tail}", one.Verb, Errors, OpenInferenceOperations.InVersion(one.Operation))),
        ]);
    }

    private Task DispatchAsync(HttpContext http)
    {
        var (id, version, action) = ModelAddress.SplitVersioned(ModelAddress.Decode(http, Prefix), catalogue.Current, Actions);
        var verb = http.Request.Method;
        if (action is null or Ready or Stats)
        {
            return HttpMethods.IsGet(verb) || HttpMethods.IsHead(verb)
                ? gate.Known(Errors, (context, caller) => action switch
                {
                    Ready => ModelReadyAsync(context, caller, id, version),
                    Stats => StatisticsAsync(context, caller, id, version),
                    _ when id == Stats[1..] && version is null && catalogue.Current.Find(id) is null => AnswerAsync(context, catalogue.Current.VisibleTo(caller)),
                    _ => ReadAsync(context, caller, id, version),
                })(http)
                : WrongVerbAsync(http, "GET", "HEAD");
        }

        CallProtocol protocol = action == Infer ? new InferProtocol(http) : action == Generate ? _text : _events;
        return HttpMethods.IsPost(verb) ? calls.RunAsync(http, protocol, Capability.Predict, id, version) : WrongVerbAsync(http, "POST");
    }

    private Task WrongVerbAsync(HttpContext http, params string[] allow) =>
        gate.RefuseAsync(http, Errors, new CallError(ErrorKind.MethodNotAllowed, $"This address takes {string.Join(", ", allow)}.") { Allow = allow });

    private Task ReadyAsync(HttpContext http) => AnswerReadyAsync(http, new ReadyView(state.Ready && ModelReadiness.All(repository.States)));

    private Task ReadAsync(HttpContext http, Caller caller, string id, string? version) =>
        Find(caller, id, version) is var (model, error) && model is not null
            ? JsonAnswer.WriteAsync(http, ModelMetadataView.Of(model), OpenInferenceJson.Default.ModelMetadataView, errors: Errors)
            : gate.RefuseAsync(http, Errors, error!);

    private Task ModelReadyAsync(HttpContext http, Caller caller, string id, string? version)
    {
        if (caller.MayCall(id) && ModelReadiness.Of(repository.States, id, version) is { } reason)
        {
            return AnswerReadyAsync(http, new ReadyView(false) { Name = id, Reason = reason.Length > 0 ? reason : null });
        }

        var (model, error) = Find(caller, id, version);
        return model is null ? gate.RefuseAsync(http, Errors, error!) : AnswerReadyAsync(http, new ReadyView(state.Ready) { Name = model.Id });
    }

    private Task StatisticsAsync(HttpContext http, Caller caller, string id, string? version) =>
        Find(caller, id, version) is var (model, error) && model is not null
            ? AnswerAsync(http, [version is null ? model : model with { Versions = [] }])
            : gate.RefuseAsync(http, Errors, error!);

    // Each version of the models.
    private Task AnswerAsync(HttpContext http, IEnumerable<Model> models) => JsonAnswer.WriteAsync(
        http,
        new StatisticsView([.. models.Where(model => model.Can(Capability.Predict))
            .SelectMany(model => model.Versions.Count > 0 ? model.Versions : [model])
            .Select(model => ModelStatsView.Of(statistics.Of(model.Id, model.Version)))]),
        OpenInferenceJson.Default.StatisticsView,
        errors: Errors);

    private static Task AnswerReadyAsync(HttpContext http, ReadyView view)
    {
        if (!view.Ready)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        return JsonAnswer.WriteAsync(http, view, OpenInferenceJson.Default.ReadyView, view.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, Errors);
    }

    private (Model? Model, CallError? Error) Find(Caller caller, string id, string? version)
    {
        var models = catalogue.Current;
        return models.Find(id, caller) is not { } model ? (null, NameSuggestions.Missing(id, models, caller))
            : model.In(version) is { } one ? (one.Versions.Count == 0 ? one with { Versions = model.Versions } : one, null)
            : (null, NameSuggestions.NoVersion(model, version!));
    }
}
