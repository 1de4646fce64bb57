using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Tokens;

/// <summary>What is logged of issuers.</summary>
internal static partial class TokensLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the issuer {Issuer} could not be fetched: {Error}. Are earlier ones in use: {Held}.")]
    public static partial void KeysNotFetched(ILogger log, string issuer, string error, bool held);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A login at the issuer {Issuer} failed: {Error}.")]
    public static partial void LoginFailed(ILogger log, string issuer, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The issuer {Issuer} gave no userinfo at a login: {Error}. Groups and addresses that only that has are missing.")]
    public static partial void NoUserinfo(ILogger log, string issuer, string error);
}
