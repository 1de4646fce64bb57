using System.Runtime.CompilerServices;

namespace Penstock.Tests.Gateways.Telemetry.Otlp;

/// <summary>
/// ASP.NET Core reads the switch once a process, when the first host starts; in a test run that host is somebody else's.
/// </summary>
internal static class ServerSpanTags
{
    public const string Switch = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    [ModuleInitializer]
    internal static void On() => AppContext.SetSwitch(Switch, false);
}
