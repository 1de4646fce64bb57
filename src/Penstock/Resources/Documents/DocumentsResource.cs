using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Models;

namespace Penstock.Resources.Documents;

/// <summary><c>/openapi/v1.json</c>, and Swagger UI at <c>/docs</c>: open to everybody; a key shows the models it may call.</summary>
internal sealed class DocumentsResource(CatalogSource catalogue, Gate gate)
{
    // Swagger UI sets styles inline and has its pictures as data.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string Version = typeof(DocumentsResource).Assembly.GetName().Version!.ToString(3);
    private static readonly MediaTypeHeaderValue[] OpenApi = [.. MediaTypes.Json, new("application/vnd.oai.openapi+json"), new("application/openapi+json")];
    private readonly SwaggerFiles _files = new();
    private Lazy<DescribedOperation[]> _operations = new([]);

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;

        // A host may have something of its own at its root: that comes first.
        routes.MapGroup("").WithOrder(1).MapResource("/", errors, ("GET", RedirectAsync, DocumentOperations.Root));
        routes.MapResource("/openapi/v1.json", errors, ("GET", DocumentAsync, DocumentOperations.Document));
        routes.MapResource("/docs", errors, ("GET", PageAsync, DocumentOperations.Page));
        routes.MapResource("/docs/{file}", errors, ("GET", FileAsync, DocumentOperations.File));

        // Everything has been mapped by the time someone asks.
        _operations = new(() => [.. routes.DataSources.SelectMany(source => source.Endpoints).SelectMany(endpoint => endpoint.Metadata.OfType<DescribedOperation>())]);
    }

    private static Task RedirectAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        http.Response.Headers.Location = http.Request.PathBase + "/docs";
        return Task.CompletedTask;
    }

    private async Task DocumentAsync(HttpContext http)
    {
        if (MediaTypes.RefuseAccept(http.Request, OpenApi) is { } refused)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, refused);
            return;
        }

        var bytes = Write(await gate.PeekAsync(http) is { } caller ? [.. catalogue.Current.VisibleTo(caller)] : [], http.Request.PathBase);
        var response = http.Response;
        response.Headers.Vary = "Authorization, x-api-key, api-key, x-goog-api-key";
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = "application/json";
        if (IsFresh(http, $"W/\"{Convert.ToHexStringLower(SHA256.HashData(bytes.Span))[..24]}\""))
        {
            return;
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
        }
    }

    private ReadOnlyMemory<byte> Write(Model[] models, PathString server)
    {
        var operations = _operations.Value.SelectMany(operation =>
            operation.Description == ModelOperations.Invoke ? ModelPaths.Of(models, operation)
            : operation.Description.Exemplify is { } exemplify ? [operation with { Description = exemplify(models, operation.Description) }]
            : [operation]);
        var document = new DocumentWriter(models).Write(operations, server.ToUriComponent(), Version);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonText.Options);
        document.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private Task PageAsync(HttpContext http)
    {
        // The page's addresses are relative, so that it can stand behind a prefix: with a slash at its end they would lead elsewhere.
        if (http.Request.Path.Value!.EndsWith('/'))
        {
            return RedirectAsync(http);
        }

        http.Response.Headers.ContentSecurityPolicy = Policy;
        return SendAsync(http, _files.Page);
    }

    private Task FileAsync(HttpContext http) => _files.Find((string)http.Request.RouteValues["file"]!) is { } file
        ? SendAsync(http, file)
        : gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.NotFound, "There is no such file. The page is at /docs."));

    private static async Task SendAsync(HttpContext http, StaticFile file)
    {
        var (request, response) = (http.Request, http.Response);
        response.ContentType = file.ContentType;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.Vary = "Accept-Encoding";

        // Asked for each time and mostly answered 304: a new version of the server may bring new files.
        response.Headers.CacheControl = "no-cache";
        if (IsFresh(http, file.Tag))
        {
            return;
        }

        var body = file.Plain;
        if (TakesGzip(request))
        {
            response.Headers.ContentEncoding = "gzip";
            body = file.Gzip;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.BodyWriter.WriteAsync(body, http.RequestAborted);
        }
    }

    // Sets the ETag; true when the reader has what it names (RFC 9110, 13.1.2).
    private static bool IsFresh(HttpContext http, string tag)
    {
        http.Response.Headers.ETag = tag;
        var known = http.Request.Headers.IfNoneMatch.ToString();
        if (known != "*" && !known.Split(',', StringSplitOptions.TrimEntries).Contains(tag))
        {
            return false;
        }

        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var codings)
        && codings.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality != 0);
}
