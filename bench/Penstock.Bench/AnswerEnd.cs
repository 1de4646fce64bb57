namespace Penstock.Bench;

/// <summary>How one sees that an answer is whole, its length aside.</summary>
internal enum AnswerEnd
{
    /// <summary>It may end in anything.</summary>
    Bytes,

    /// <summary>In a JSON object's brace.</summary>
    Object,

    /// <summary>In the event <c>data: [DONE]</c>.</summary>
    Done,

    /// <summary>In the event <c>message_stop</c>.</summary>
    MessageStop,
}
