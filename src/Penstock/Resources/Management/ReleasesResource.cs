using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Shadow;
using Penstock.Resources.Documents;
using Penstock.Resources.Management.Managed;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/models</c>: the models as they are declared, their versions, which of them answers, and what comparing them came to.</summary>
internal sealed partial class ReleasesResource(IModelReleases releases, ShadowComparisons comparisons, CatalogSource catalogue, AuditedActions actions, Gate gate)
{
    private const string Path = "/api/v1/models";
    private const string RollBack = "/rollback";
    private const string Default = "/default-version";
    private const string Canary = "/canary";
    private const string Shadow = "/shadow";

    /// <summary>Maps the addresses.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="models">The declarations of the models, at the same addresses.</param>
    public void Map(IEndpointRouteBuilder routes, ManagedResource models)
    {
        var errors = ProblemFormat.Instance;
        models.MapAll(routes);
        var declared = models.Verbs.ToDictionary(verb => (verb.Action, verb.Verb), verb => verb.Handler);

        // Ids hold slashes: only the known ones tell where an id ends and an action begins.
        const string Model = Path + "/{model_id}";
        routes.Map(Path + "/{**rest}", gate.Known(errors, (http, _) => DispatchAsync(http, declared))).WithMetadata(
        [
            .. models.Verbs.Select(verb => new DescribedOperation(Model + verb.Action, verb.Verb, errors, verb.Action == RollBack ? ReleaseOperations.OrRollBack(verb.Operation) : verb.Operation)),
            new DescribedOperation(Model + Default, "PUT", errors, ReleaseOperations.Pin),
            new DescribedOperation(Model + Default, "DELETE", errors, ReleaseOperations.Unpin),
            new DescribedOperation(Model + Canary, "PUT", errors, ReleaseOperations.Canary),
            new DescribedOperation(Model + Canary, "DELETE", errors, ReleaseOperations.NoCanary),
            new DescribedOperation(Model + Shadow, "GET", errors, ReleaseOperations.Shadow),
        ]);
    }

    private Task DispatchAsync(HttpContext http, Dictionary<(string Action, string Verb), RequestDelegate> declared)
    {
        var rest = ModelAddress.Decode(http, Path + "/");
        var (id, action) = ModelAddress.Split(rest, catalogue.Current, RollBack, Default, Canary, Shadow, ManagedResource.Versions);
        if (action is null && catalogue.Current.Find(id) is null && OneVersion().Match(id) is { Success: true } one)
        {
            (id, action) = (one.Groups[1].Value, ManagedResource.Version);
            http.Request.RouteValues["version"] = one.Groups[2].Value;
        }

        http.Request.RouteValues["id"] = id;
        var verb = HttpMethods.IsHead(http.Request.Method) ? "GET" : http.Request.Method.ToUpperInvariant();

        // Without a body it is the version that serves which goes back; with one it is the declaration.
        var isRelease = action == RollBack && http.Request.ContentLength is null or 0 && !http.Request.Headers.ContainsKey("Transfer-Encoding");
        if (!isRelease && declared.TryGetValue((action ?? "", verb), out var handler))
        {
            return action is null && catalogue.Current.Renamed(id) is { } renamed
                ? gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.ModelNotFound, $"The model '{id}' was renamed to '{renamed.Id}'.") { Renamed = (id, renamed.Id) })
                : handler(http);
        }

        return (action, verb) switch
        {
            (RollBack, "POST") => MayAsync(ReleaseOperations.RollBack, () => ChangeAsync(http, id, "model.roll_back", releases.RollBackAsync)),
            (Default, "PUT") => MayAsync(ReleaseOperations.Pin, () => PutAsync(http, id, "model.choose_version", ReleaseBody.ReadVersion, releases.PinAsync)),
            (Default, "DELETE") => MayAsync(ReleaseOperations.Unpin, () => ChangeAsync(http, id, "model.unchoose_version", (model, ct) => releases.PinAsync(model, null, ct))),
            (Canary, "PUT") => MayAsync(ReleaseOperations.Canary, () => PutAsync(http, id, "model.set_canary", ReleaseBody.ReadCanary, releases.CanaryAsync)),
            (Canary, "DELETE") => MayAsync(ReleaseOperations.NoCanary, () => ChangeAsync(http, id, "model.delete_canary", (model, ct) => releases.CanaryAsync(model, null, ct))),
            (Shadow, "GET") => MayAsync(ReleaseOperations.Shadow, () => ShadowAsync(http, id)),
            _ => WrongVerbAsync(http, action switch
            {
                null => ["GET", "HEAD", "PUT", "PATCH", "DELETE"],
                Shadow or ManagedResource.Versions or ManagedResource.Version => ["GET", "HEAD"],
                RollBack => ["POST"],
                _ => ["PUT", "DELETE"],
            }),
        };

        Task MayAsync(OperationDescription operation, Func<Task> handler) => gate.May(operation, (_, _) => handler())(http);
    }

    [GeneratedRegex("^(.+)/versions/([0-9]{1,18})$", RegexOptions.CultureInvariant)]
    private static partial Regex OneVersion();

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
