namespace Penstock;

/// <summary>
/// What a function may know of the call it serves: a parameter of this type is filled in by Penstock and is no part of the model's
/// signature. It holds no key and nothing of HTTP: the same function serves every protocol.
/// </summary>
/// <param name="CallId">The call's id, as in <c>x-penstock-call-id</c>, the log and the ledger.</param>
/// <param name="Model">The model's public name.</param>
/// <param name="KeyId">The id of the caller's key.</param>
/// <param name="KeyName">What people call that key; not unique.</param>
/// <param name="IsAdmin">Whether it is the admin key.</param>
/// <param name="Started">When the call began, UTC.</param>
/// <param name="Tags">The caller's own tags (<c>x-penstock-tags</c>).</param>
public sealed record CallInfo(
    string CallId,
    string Model,
    string KeyId,
    string KeyName,
    bool IsAdmin,
    DateTimeOffset Started,
    IReadOnlyDictionary<string, string> Tags);
