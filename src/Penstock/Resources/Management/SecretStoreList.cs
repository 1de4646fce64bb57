using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>The stores of secrets.</summary>
internal sealed record SecretStoreList([property: Description("The stores, by name.")] IReadOnlyList<SecretStoreView> Data);
