using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>The models and their versions.</summary>
internal sealed record ModelReleaseList(
    [property: Description("The models, by id.")] IReadOnlyList<ModelReleaseView> Data);
