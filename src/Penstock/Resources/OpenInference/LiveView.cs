using System.ComponentModel;

namespace Penstock.Resources.OpenInference;

/// <summary>Whether the server lives.</summary>
internal sealed record LiveView(
    [property: Description("Always true: what does not live does not answer.")] bool Live);
