namespace Penstock.Pipeline.Limits;

/// <summary>The kinds of refusals.</summary>
internal enum RefusalReason
{
    /// <summary>There is no room now.</summary>
    Full,

    /// <summary>There never is room for as much.</summary>
    TooMuch,

    /// <summary>As many wait as may.</summary>
    LineFull,

    /// <summary>The server ends.</summary>
    Ending,
}
