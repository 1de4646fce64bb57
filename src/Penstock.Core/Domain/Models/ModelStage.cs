namespace Penstock.Domain.Models;

/// <summary>Where a model is in its life.</summary>
public enum ModelStage
{
    /// <summary>In the making: only those who may change models call it, and nobody else sees it.</summary>
    Draft,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Still answers, and says with each answer that it will not for long.</summary>
    Deprecated,

    /// <summary>Answers no more.</summary>
    Retired,
}
