using System.ComponentModel;

namespace Penstock.Resources.Login;

/// <summary>Where people can log in.</summary>
internal sealed record IssuersView([property: Description("The issuers, by name.")] IReadOnlyList<IssuerView> Data);

/// <summary>An issuer where people can log in.</summary>
internal sealed record IssuerView([property: Description("Its name.")] string Name, [property: Description("Where to send the browser.")] string LoginUrl);
