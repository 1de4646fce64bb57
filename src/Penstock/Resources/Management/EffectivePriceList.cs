using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>What models cost where they run.</summary>
internal sealed record EffectivePriceList(
    [property: Description("For when.")] DateTimeOffset At,
    [property: Description("One for each target of a model.")] IReadOnlyList<EffectivePrice> Data);
