namespace Penstock.Pipeline.Content;

/// <summary>What was said in a call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Owner">Whose it is: the id of the user or service account; of a key of nobody's, the key's.</param>
/// <param name="Request">The request's body.</param>
/// <param name="Answer">The answer's body, as far as it was released.</param>
/// <param name="IsCut">Whether either was longer than is kept.</param>
/// <param name="At">When the call began.</param>
/// <param name="Until">Until when it may be kept.</param>
public sealed record CallContent(string CallId, string Owner, ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Answer, bool IsCut, DateTimeOffset At, DateTimeOffset Until);
