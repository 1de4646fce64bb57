using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Shadow;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/models</c>: the models' versions, which of them answers, and what comparing them came to.</summary>
internal sealed class ReleasesResource(IModelReleases releases, ShadowComparisons comparisons, CatalogSource catalogue, AuditedActions actions, Gate gate)
{
    private const string Path = "/api/v1/models";
    private const string RollBack = "/rollback";
    private const string Default = "/default-version";
    private const string Canary = "/canary";
    private const string Shadow = "/shadow";

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource(Path, errors, ("GET", gate.May(ReleaseOperations.List, (http, _) => ListAsync(http)), ReleaseOperations.List));

        // Ids hold slashes: only the known ones tell where an id ends and an action begins.
        const string Model = Path + "/{model_id}";
        routes.Map(Path + "/{**rest}", gate.Known(errors, (http, _) => DispatchAsync(http))).WithMetadata(
            new DescribedOperation(Model, "GET", errors, ReleaseOperations.Read),
            new DescribedOperation(Model + RollBack, "POST", errors, ReleaseOperations.RollBack),
            new DescribedOperation(Model + Default, "PUT", errors, ReleaseOperations.Pin),
            new DescribedOperation(Model + Default, "DELETE", errors, ReleaseOperations.Unpin),
            new DescribedOperation(Model + Canary, "PUT", errors, ReleaseOperations.Canary),
            new DescribedOperation(Model + Canary, "DELETE", errors, ReleaseOperations.NoCanary),
            new DescribedOperation(Model + Shadow, "GET", errors, ReleaseOperations.Shadow));
    }

    private Task ListAsync(HttpContext http) =>
        JsonAnswer.WriteAsync(http, new ModelReleaseList([.. releases.Releases.Select(ModelReleaseView.Of)]), ManagementJson.Default.ModelReleaseList);

    private Task DispatchAsync(HttpContext http)
    {
        var (id, action) = ModelAddress.Split(ModelAddress.Decode(http, Path + "/"), catalogue.Current, RollBack, Default, Canary, Shadow);
        var verb = HttpMethods.IsHead(http.Request.Method) ? "GET" : http.Request.Method.ToUpperInvariant();
        return (action, verb) switch
        {
            (null, "GET") => MayAsync(ReleaseOperations.Read, () => AnswerAsync(http, id, null)),
            (RollBack, "POST") => MayAsync(ReleaseOperations.RollBack, () => ChangeAsync(http, id, "model.roll_back", releases.RollBackAsync)),
            (Default, "PUT") => MayAsync(ReleaseOperations.Pin, () => PutAsync(http, id, "model.choose_version", ReleaseBody.ReadVersion, releases.PinAsync)),
            (Default, "DELETE") => MayAsync(ReleaseOperations.Unpin, () => ChangeAsync(http, id, "model.unchoose_version", (model, ct) => releases.PinAsync(model, null, ct))),
            (Canary, "PUT") => MayAsync(ReleaseOperations.Canary, () => PutAsync(http, id, "model.set_canary", ReleaseBody.ReadCanary, releases.CanaryAsync)),
            (Canary, "DELETE") => MayAsync(ReleaseOperations.NoCanary, () => ChangeAsync(http, id, "model.delete_canary", (model, ct) => releases.CanaryAsync(model, null, ct))),
            (Shadow, "GET") => MayAsync(ReleaseOperations.Shadow, () => ShadowAsync(http, id)),
            _ => WrongVerbAsync(http, action switch { null or Shadow => ["GET", "HEAD"], RollBack => ["POST"], _ => ["PUT", "DELETE"] }),
        };

        Task MayAsync(OperationDescription operation, Func<Task> handler) => gate.May(operation, (_, _) => handler())(http);
    }

    private async Task PutAsync<T>(
        HttpContext http, string id, string action, Func<System.Text.Json.JsonElement, (T?, CallError?)> read, Func<string, T, CancellationToken, ValueTask<CallError?>> change)
        where T : class
    {
        var (value, error) = await ManagementBody.ReadAsync(http.Request, read);
        await AnswerAsync(http, id, error ?? await AuditedAsync(http, id, action, ct => change(id, value!, ct)));
    }

    private async Task ChangeAsync(HttpContext http, string id, string action, Func<string, CancellationToken, ValueTask<CallError?>> change)
    {
        var error = MediaTypes.RefuseAccept(http.Request, MediaTypes.Json) ?? await AuditedAsync(http, id, action, ct => change(id, ct));
        await AnswerAsync(http, id, error);
    }

    private async ValueTask<CallError?> AuditedAsync(HttpContext http, string id, string action, Func<CancellationToken, ValueTask<CallError?>> change)
    {
        var before = Shown(id);
        var error = await change(http.RequestAborted);
        if (error is null)
        {
            await actions.DoneAsync(Actors.Of(http), action, "model", id, before, Shown(id));
        }

        return error;
    }

    private string? Shown(string id) =>
        Find(id) is { } release ? System.Text.Json.JsonSerializer.Serialize(ModelReleaseView.Of(release), ManagementJson.Default.ModelReleaseView) : null;

    private Task AnswerAsync(HttpContext http, string id, CallError? error) =>
        error is not null ? gate.RefuseAsync(http, ProblemFormat.Instance, error)
            : Find(id) is { } release ? JsonAnswer.WriteAsync(http, ModelReleaseView.Of(release), ManagementJson.Default.ModelReleaseView)
            : UnknownAsync(http, id);

    private Task ShadowAsync(HttpContext http, string id) =>
        Find(id) is not { } release ? UnknownAsync(http, id)
            : release.Shadow is not { } version
                ? gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.NotFound, $"The model '{id}' has no shadow version. The configuration gives it one: shadow: {{ version: … }}."))
                : JsonAnswer.WriteAsync(http, ShadowView.Of(version, comparisons.Of(id, version) ?? new ShadowTally()), ManagementJson.Default.ShadowView);

    private ModelRelease? Find(string id) => releases.Releases.FirstOrDefault(release => release.Name == id);

    private Task UnknownAsync(HttpContext http, string id) =>
        gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.ModelNotFound, $"The model '{ModelName.Shown(id)}' does not exist. GET {Path} lists them."));

    private Task WrongVerbAsync(HttpContext http, string[] allow) =>
        gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.MethodNotAllowed, $"This address takes {string.Join(", ", allow)}.") { Allow = allow });
}
