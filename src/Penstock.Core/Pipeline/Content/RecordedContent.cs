namespace Penstock.Pipeline.Content;

/// <summary>Content that was kept.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Request">The request, redacted.</param>
/// <param name="Answer">The answer, redacted.</param>
/// <param name="IsCut">Whether either was longer.</param>
/// <param name="At">When the call began.</param>
/// <param name="Until">Until when it is kept.</param>
public sealed record RecordedContent(string CallId, string Owner, string Request, string Answer, bool IsCut, DateTimeOffset At, DateTimeOffset Until);
