using System.ComponentModel;

namespace Penstock.Resources.Login;

/// <summary>Where people can log in.</summary>
internal sealed record IssuersView([property: Description("The issuers, by name.")] IReadOnlyList<LoginIssuerView> Data);
