using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Penstock.BareProxy;

if (args is not [var portText, var upstream] || !int.TryParse(portText, CultureInfo.InvariantCulture, out var port))
{
    Console.Error.WriteLine("usage: Penstock.BareProxy PORT http://127.0.0.1:UPSTREAM | echo");
    return 2;
}

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.Limits.MaxRequestBodySize = null;
    kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
});
await using var app = builder.Build();
app.Run(upstream == "echo" ? Echo.AnswerAsync : new Forwarder(new Uri(upstream)).ForwardAsync);
await app.RunAsync();
return 0;
