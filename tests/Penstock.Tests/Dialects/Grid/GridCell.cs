namespace Penstock.Tests.Dialects.Grid;

/// <summary>What became of one thing on its way from one dialect to another.</summary>
/// <param name="Verdict">Carried, dropped (and named), refused (and named), or lost in silence.</param>
/// <param name="Names">What was dropped, or the feature for which it was refused.</param>
/// <param name="Wire">What was written in the other dialect: the golden case.</param>
internal sealed record GridCell(GridVerdict Verdict, string Names, string Wire);
