using System.ComponentModel;
using Penstock.Pipeline.Content;

namespace Penstock.Resources.Management;

/// <summary>What was said in a call.</summary>
internal sealed record ContentView(
    [property: Description("The call.")] string CallId,
    [property: Description("Whose it is.")] string Owner,
    [property: Description("The request's body, redacted.")] string Request,
    [property: Description("The answer's body, redacted.")] string Answer,
    [property: Description("Whether either was longer than is kept.")] bool Cut,
    [property: Description("When the call began.")] DateTimeOffset At,
    [property: Description("Until when it is kept.")] DateTimeOffset Until)
{
    public static ContentView Of(RecordedContent content) => new(content.CallId, content.Owner, content.Request, content.Answer, content.IsCut, content.At, content.Until);
}
