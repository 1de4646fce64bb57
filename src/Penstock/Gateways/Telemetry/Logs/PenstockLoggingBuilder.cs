using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Puts Penstock's log in the place of a host's own providers.</summary>
internal static class PenstockLoggingBuilder
{
    private const string Hosting = "Microsoft.AspNetCore.Hosting.Diagnostics";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>
    /// Makes this log the only one. Filters of the host (its configuration's Logging section included) are taken away:
    /// whether a record is wanted is asked of the <see cref="LogLevelSwitch"/> each time, so that a change works at once.
    /// </summary>
    public static ILoggingBuilder AddPenstockLogging(this ILoggingBuilder builder, PenstockLogging logging)
    {
        builder.ClearProviders();
        builder.AddProvider(logging.Provider);
        builder.Services.PostConfigure<LoggerFilterOptions>(static filters =>
        {
            filters.Rules.Clear();
            filters.MinLevel = LogLevel.Trace;

            // Kestrel's one error says that the application threw. Faults are logged before they get there, with the call's id;
            // what is left are answers that were cut on purpose.
            filters.Rules.Add(new LoggerFilterRule(null, null, null, static (_, category, level) => category != Kestrel || level != LogLevel.Error));

            // While this category is enabled, ASP.NET Core makes an activity and a log scope for every request, wanted or not.
            // Traces that are exported have their listeners and do not need it.
            filters.Rules.Add(new LoggerFilterRule(null, Hosting, null, static (_, _, _) => false));
        });
        return builder;
    }
}
