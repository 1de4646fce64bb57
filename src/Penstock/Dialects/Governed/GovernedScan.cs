using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Governed;

/// <summary>One pass over a request body: checks that it is one JSON object, finds the governed members, and measures what is not text.</summary>
internal static class GovernedScan
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 128 };

    /// <summary>Scans; the error names the member or the place.</summary>
    public static CallError? Scan(ReadOnlySpan<byte> body, GovernedMembers members, out GovernedBody found)
    {
        found = default;
        try
        {
            return ScanObject(body, members, ref found);
        }
        catch (JsonException exception)
        {
            return new CallError(
                ErrorKind.InvalidRequest,
                $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} of it): {Reason(exception)}")
            {
                Code = "invalid_json",
            };
        }
        catch (InvalidOperationException)
        {
            return new CallError(ErrorKind.InvalidRequest, "The body is not valid JSON: a text in it is not valid Unicode.") { Code = "invalid_json" };
        }
    }

    /// <summary>The error of a member that occurs twice.</summary>
    public static CallError Twice(string name) =>
        new(ErrorKind.InvalidRequest, $"The member '{name}' occurs twice. Send it once.") { Param = name, Code = "duplicate_member" };

    /// <summary>The error of a member of the wrong type.</summary>
    public static CallError Wrong(string name, string expected) =>
        new(ErrorKind.InvalidRequest, $"The member '{name}' must be {expected}.") { Param = name };

    private static CallError? ScanObject(ReadOnlySpan<byte> body, GovernedMembers members, ref GovernedBody found)
    {
        var reader = new Utf8JsonReader(body, Strict);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new CallError(ErrorKind.InvalidRequest, "The body must be a JSON object.");
        }

        found.Brace = (int)reader.TokenStartIndex;
        var seen = 0L;
        CallError? error = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            found.HasMembers = true;
            var member = members.IndexOf(ref reader);
            if (member < 0)
            {
                MediaWalk.Member(ref reader, ref found.Measure);
                continue;
            }

            var name = members.Name(member);
            if ((seen & (1L << member)) != 0)
            {
                error ??= Twice(name);
            }

            seen |= 1L << member;
            var place = (int)reader.TokenStartIndex;
            reader.Read();
            var role = members.Role(member);
            error ??= Take(ref reader, members, role, name, place, ref found);
            if (role == MemberRole.Tools)
            {
                reader.Skip();
            }
            else
            {
                MediaWalk.Value(ref reader, ref found.Measure);
            }
        }

        // The rest is read too, so that a second value behind the object is found.
        reader.Read();
        return error;
    }

    private static CallError? Take(ref Utf8JsonReader reader, GovernedMembers members, MemberRole role, string name, int place, ref GovernedBody found)
    {
        switch (role)
        {
            case MemberRole.Routes:
                (found.RoutingMembers ??= []).Add(name);
                return null;
            case MemberRole.Model:
                if (reader.TokenType != JsonTokenType.String)
                {
                    return Wrong(name, "a text");
                }

                found.Model = reader.GetString();
                found.ModelValue = new Range((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                return null;
            case MemberRole.Stream:
                found.Stream = reader.TokenType == JsonTokenType.True;
                return reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null ? null : Wrong(name, "true or false");
            case MemberRole.StreamOptions:
                return TakeStreamOptions(reader, ref found);
            case MemberRole.Found:
                return null;
            default:
                return CapScan.Take(reader, members, role, name, place, ref found);
        }
    }

    // The reader is a copy: whoever called skips the value itself.
    private static CallError? TakeStreamOptions(Utf8JsonReader reader, ref GovernedBody found)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null)
        {
            found.StreamOptions = new Range(start, (int)reader.BytesConsumed);
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Wrong("stream_options", "an object");
        }

        found.StreamOptionsIsObject = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            found.StreamOptionsHasMembers = true;
            if (!reader.ValueTextEquals("include_usage"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
            {
                return Wrong("stream_options.include_usage", "true or false");
            }

            if (found.IncludeUsage is not null)
            {
                return Twice("stream_options.include_usage");
            }

            found.IncludeUsage = reader.TokenType == JsonTokenType.True;
            found.IncludeUsageValue = new Range((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
        }

        found.StreamOptions = new Range(start, (int)reader.BytesConsumed);
        return null;
    }

    // System.Text.Json ends its messages with the place, which is said already.
    private static string Reason(JsonException exception)
    {
        var place = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? exception.Message : exception.Message[..place];
    }
}
