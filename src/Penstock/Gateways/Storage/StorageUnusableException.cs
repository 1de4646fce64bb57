namespace Penstock.Gateways.Storage;

/// <summary>What is kept cannot be opened. The message names the file and the fix; the server must not start.</summary>
internal sealed class StorageUnusableException(string message, Exception? inner = null) : Exception(message, inner);
