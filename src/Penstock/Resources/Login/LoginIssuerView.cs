using System.ComponentModel;

namespace Penstock.Resources.Login;

/// <summary>An issuer where people can log in.</summary>
internal sealed record LoginIssuerView([property: Description("Its name.")] string Name, [property: Description("Where to send the browser.")] string LoginUrl);
