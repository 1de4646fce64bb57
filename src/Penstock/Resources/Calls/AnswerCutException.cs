namespace Penstock.Resources.Calls;

/// <summary>
/// Thrown, once everything is written and recorded, to make the web server end a response without its clean end: what is in
/// its buffers still goes out, the closing chunk does not, and SDKs raise. An abort would drop the error event on the way.
/// </summary>
internal sealed class AnswerCutException() : IOException("The answer was cut; its connection is closed without a clean end.");
