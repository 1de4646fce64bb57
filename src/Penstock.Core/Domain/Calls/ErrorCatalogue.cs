using System.Text.Json;

namespace Penstock.Domain.Calls;

/// <summary>The HTTP status and the machine-readable code of each <see cref="ErrorKind"/>.</summary>
public static class ErrorCatalogue
{
    /// <summary>The HTTP status of a kind (RFC 9110; 422 for input that does not fit, 499 as nginx records a client that left).</summary>
    public static int Status(this ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => 400,
        ErrorKind.InvalidInput => 422,
        ErrorKind.Unauthenticated => 401,
        ErrorKind.PermissionDenied => 403,
        ErrorKind.ModelNotFound or ErrorKind.NotFound => 404,
        ErrorKind.MethodNotAllowed => 405,
        ErrorKind.NotAcceptable => 406,
        ErrorKind.Conflict => 409,
        ErrorKind.PreconditionFailed => 412,
        ErrorKind.TooLarge => 413,
        ErrorKind.UnsupportedMediaType => 415,
        ErrorKind.RateLimited or ErrorKind.BudgetExceeded => 429,
        ErrorKind.ProviderError or ErrorKind.ProviderCredentials or ErrorKind.ProviderUnavailable or ErrorKind.ProviderCut => 502,
        ErrorKind.ProviderTimeout => 504,
        ErrorKind.Unavailable => 503,
        ErrorKind.ClientLeft => 499,
        _ => 500,
    };

    /// <summary>The kind's code in answers, records, logs and metrics: its name in snake case, for example <c>model_not_found</c>.</summary>
    public static string Code(this ErrorKind kind) => Codes[(int)kind];

    private static readonly string[] Codes =
        [.. Enum.GetValues<ErrorKind>().Select(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()))];
}
