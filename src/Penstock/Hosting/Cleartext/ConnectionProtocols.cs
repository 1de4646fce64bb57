using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Penstock.Hosting.Cleartext;

/// <summary>
/// Tells the web server what a connection speaks, by the feature that its own TLS layer sets. That feature's type is not public: where it is missing,
/// <see cref="Available"/> is false, and the port speaks HTTP/1.1 only, as without this.
/// </summary>
internal static class ConnectionProtocols
{
    private const string Name = "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.HttpProtocolsFeature, Microsoft.AspNetCore.Server.Kestrel.Core";

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    private static readonly Type? s_type = Type.GetType(Name);

    private static readonly object? s_http2 = s_type?.GetConstructor([typeof(HttpProtocols)])?.Invoke([HttpProtocols.Http2]);

    /// <summary>Whether this web server can be told.</summary>
    public static bool Available => s_http2 is not null;

    /// <summary>The connection speaks HTTP/2. What is set is read only, and so one object serves all connections.</summary>
    public static void UseHttp2(IFeatureCollection features)
    {
        if (s_type is not null && s_http2 is not null)
        {
            features[s_type] = s_http2;
        }
    }
}
