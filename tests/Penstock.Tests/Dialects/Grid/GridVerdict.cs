namespace Penstock.Tests.Dialects.Grid;

/// <summary>What became of one thing on its way from one dialect to another.</summary>
internal enum GridVerdict
{
    /// <summary>It arrived.</summary>
    Carried,

    /// <summary>It did not, and is named.</summary>
    Dropped,

    /// <summary>The call is refused, and the feature named.</summary>
    Refused,

    /// <summary>The client's own dialect has no way to say it.</summary>
    Unsayable,

    /// <summary>It did not arrive and nobody says so: a defect.</summary>
    Lost,
}
