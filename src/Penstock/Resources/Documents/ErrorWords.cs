using Penstock.Domain.Calls;

namespace Penstock.Resources.Documents;

/// <summary>What the document says of each error: when it comes, and a message it may have.</summary>
internal static class ErrorWords
{
    /// <summary>The words of a kind.</summary>
    public static (string When, string Message) Of(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => ("The request cannot be understood: it is not JSON, has a wrong type or parameter, or says the same thing twice.", "The body is not valid JSON at byte 12 (line 1, byte 13 of it)."),
        ErrorKind.InvalidInput => ("The request was understood and its values do not fit. Every mistake is listed, each with its path.", "2 members are wrong."),
        ErrorKind.Unauthenticated => ("No key was given, or one that is not known, has expired or was revoked.", "No API key was given. Send it as 'Authorization: Bearer ps_…' or as 'x-api-key'."),
        ErrorKind.PermissionDenied => ("The key is known and may not do this.", "This needs the admin key."),
        ErrorKind.ModelNotFound => ("There is no such model among those the key may call. Similar names are suggested.", "The model 'iriss' does not exist. Did you mean 'iris'?"),
        ErrorKind.NotFound => ("There is no such thing.", "There is nothing of this id."),
        ErrorKind.MethodNotAllowed => ("The address takes other verbs, which `Allow` lists.", "This address takes GET, HEAD."),
        ErrorKind.NotAcceptable => ("Nothing in `Accept` can be given.", "Nothing in 'Accept' can be given here. Send 'Accept: application/json' or leave it out."),
        ErrorKind.Conflict => ("The thing is in a state that forbids this.", "The key was revoked, which cannot be undone. Make a new one."),
        ErrorKind.PreconditionFailed => ("The thing was changed since the `ETag` in `If-Match` was read.", "The key was changed since it was read (If-Match). Read it again."),
        ErrorKind.TooLarge => ("The body is larger than the server reads.", "The body is larger than 1048576 bytes."),
        ErrorKind.UnsupportedMediaType => ("The body is not JSON in UTF-8.", "This address reads JSON. Send 'Content-Type: application/json'."),
        ErrorKind.RateLimited => ("A limit of the key's is reached. `Retry-After` says when to try again.", "The key's limit of 60 requests a minute is reached."),
        ErrorKind.BudgetExceeded => ("A budget does not cover the call. `Retry-After` says when there is money again.", "The budget 'research' is spent until 2026-12-01T00:00:00Z."),
        ErrorKind.ProviderError => ("The provider answered with an error of its own: its status, type and message are passed on (so the status may be any of 400 to 599).", "The provider could not do this."),
        ErrorKind.ProviderCredentials => ("The provider refused this server's credentials: its operator's trouble.", "The provider refused Penstock's credentials. Tell whoever runs Penstock."),
        ErrorKind.ProviderUnavailable => ("The provider could not be reached, or broke off before it had answered.", "The provider could not be reached."),
        ErrorKind.ProviderTimeout => ("The provider did not answer in time.", "The provider did not answer within 60 s."),
        ErrorKind.ProviderCut => ("The provider's answer broke off, or could not be read.", "The provider's answer is not the JSON object that was expected."),
        ErrorKind.Unavailable => ("The server is starting or ending. `Retry-After` says when to try again.", "The server is ending. Send the call again."),
        ErrorKind.Internal => ("Something went wrong inside the server, or in a model that runs in it. The call's id finds it in the log.", "Something went wrong inside Penstock. The id finds it in the log."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It is never answered."),
    };
}
