using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Json;

/// <summary>Reads the body of a request: what every dialect's reader begins and ends with.</summary>
internal static class RequestBody
{
    /// <summary>Reads a body: an input, or an error that names the members at fault.</summary>
    /// <param name="body">The body.</param>
    /// <param name="dialect">The dialect: what has no canonical form is kept under this name.</param>
    /// <param name="read">Reads the object; what is wrong with it goes to its <see cref="Members.Mistakes"/>.</param>
    public static (T? Input, CallError? Error) Read<T>(ReadOnlyMemory<byte> body, string dialect, Func<Members, T> read)
        where T : class
    {
        using var document = WireJson.Parse(body, out var error);
        if (document is null)
        {
            return (null, error);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return (null, new CallError(ErrorKind.InvalidRequest, "The body must be a JSON object."));
        }

        var mistakes = new Mistakes(dialect);
        var input = read(new Members(document.RootElement, "", mistakes));
        return mistakes.None ? (input, null) : (null, mistakes.ToError());
    }
}
