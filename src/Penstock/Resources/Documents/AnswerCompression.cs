using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Resources.Documents;

/// <summary>
/// Compresses lists and documents for clients that ask for it. The answers of calls never are: they are forwarded as they came,
/// their bytes are counted, and a stream must not wait in a compressor. Nor are answers to POST, one of which holds a new key.
/// </summary>
internal static class AnswerCompression
{
    private static readonly PathString[] Compressed = ["/api", "/openapi", "/docs", "/models", "/info"];

    /// <summary>Adds what compresses.</summary>
    public static IServiceCollection AddAnswerCompression(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        // Nothing that is compressed holds both a secret and what an attacker may choose (BREACH).
        options.EnableForHttps = true;
        options.MimeTypes = ["application/json", "application/problem+json", "text/html", "text/css", "text/javascript"];
    });

    /// <summary>Compresses.</summary>
    public static void UseAnswerCompression(this IApplicationBuilder app) => app.UseWhen(
        static http => HttpMethods.IsGet(http.Request.Method) && Array.Exists(Compressed, path => http.Request.Path.StartsWithSegments(path)),
        static compressed => compressed.UseResponseCompression());
}
