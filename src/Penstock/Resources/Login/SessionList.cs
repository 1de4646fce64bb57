using System.ComponentModel;

namespace Penstock.Resources.Login;

/// <summary>Sessions.</summary>
internal sealed record SessionList([property: Description("The oldest first.")] IReadOnlyList<SessionView> Data);
