namespace Penstock.Dialects.Responses;

/// <summary>What an event of a streamed response is to whoever passes it on.</summary>
internal enum ResponsesEvent
{
    /// <summary>A part of the answer.</summary>
    Part,

    /// <summary>The end of a complete answer, or of one that reached its limit.</summary>
    End,

    /// <summary>The provider failed.</summary>
    Error,
}
