namespace Penstock.Bench;

/// <summary>A system under test did not come up; the message says why, with its last output.</summary>
internal sealed class NotReadyException(string message) : Exception(message);
