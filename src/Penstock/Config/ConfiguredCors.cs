using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Penstock.Config;

/// <summary>CORS as the configuration in force and the host say: closed unless they name origins.</summary>
internal sealed class ConfiguredCors(Settings settings, PenstockOptions host) : ICorsPolicyProvider
{
    private CorsPolicy? _policy;
    private CorsConfig? _of;

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        var cors = settings.Config.Server.Cors;
        if (!ReferenceEquals(_of, cors))
        {
            _policy = Policy(cors, host.Origins);
            _of = cors;
        }

        return Task.FromResult(_policy);
    }

    private static CorsPolicy? Policy(CorsConfig cors, HashSet<string> more)
    {
        var any = cors.AnyOrigin || more.Contains("*");
        if (!any && cors.Origins.Count + more.Count == 0)
        {
            return null;
        }

        var policy = new CorsPolicyBuilder().AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders("x-penstock-call-id", "x-penstock-dropped", "retry-after", "ratelimit", "ratelimit-policy", "x-request-id")
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10));
        return (any ? policy.AllowAnyOrigin() : policy.WithOrigins([.. cors.Origins.Union(more)])).Build();
    }
}
