using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Tokens;

/// <summary>What is logged of issuers.</summary>
internal static partial class TokensLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the issuer {Issuer} could not be fetched: {Error}. Are earlier ones in use: {Held}.")]
    public static partial void KeysNotFetched(ILogger log, string issuer, string error, bool held);
}
