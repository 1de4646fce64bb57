using System.Net;
using System.Text.RegularExpressions;

namespace Penstock.Conformance.Oidc;

/// <summary>As much of a browser as a login needs: cookies for each origin, redirects one by one, forms.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly Dictionary<(string Origin, string Name), string> _cookies = [];

    /// <summary>Where it is.</summary>
    public Uri At { get; private set; } = new("about:blank");

    /// <summary>The <c>Set-Cookie</c> headers of the last answer.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    /// <summary>The value of a cookie; null when there is none. Cookies of a host belong to all its ports, but two servers here are two sites.</summary>
    public string? Cookie(string origin, string name) => _cookies.GetValueOrDefault((origin.TrimEnd('/'), name));

    /// <summary>Puts a cookie where somebody else might have planted it.</summary>
    public void Plant(string origin, string name, string value) => _cookies[(origin.TrimEnd('/'), name)] = value;

    /// <summary>Goes to an address, and no further.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? content, CancellationToken ct, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        var origin = address.GetLeftPart(UriPartial.Authority);
        if (_cookies.Where(cookie => cookie.Key.Origin == origin).Select(cookie => $"{cookie.Key.Name}={cookie.Value}").ToArray() is { Length: > 0 } cookies)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await _client.SendAsync(request, ct);
        At = address;
        SetCookies = answer.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        foreach (var cookie in SetCookies)
        {
            var (name, value) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)], cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0]);
            if (value.Length == 0 || cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
            {
                _cookies.Remove((origin, name));
            }
            else
            {
                _cookies[(origin, name)] = value;
            }
        }

        return answer;
    }

    /// <summary>Goes to an address and on, through redirects and the provider's forms, until the answer is another server's own.</summary>
    public async Task<HttpResponseMessage> LogInAsync(Uri address, string login, CancellationToken ct, Func<Uri, bool>? stop = null)
    {
        var answer = await SendAsync(HttpMethod.Get, address, null, ct);
        for (var steps = 0; steps < 20; steps++)
        {
            if ((int)answer.StatusCode is >= 300 and < 400)
            {
                var to = new Uri(At, answer.Headers.Location!);
                if (stop?.Invoke(to) == true)
                {
                    return answer;
                }

                answer.Dispose();
                answer = await SendAsync(HttpMethod.Get, to, null, ct);
            }
            else if (answer.StatusCode == HttpStatusCode.OK && Form().Match(await answer.Content.ReadAsStringAsync(ct)) is { Success: true } form)
            {
                var action = new Uri(At, WebUtility.HtmlDecode(form.Groups[1].Value));
                var prompt = form.Groups[2].Value;
                using var fields = new FormUrlEncodedContent(new Dictionary<string, string> { ["prompt"] = prompt, ["login"] = login, ["password"] = "any" });
                answer.Dispose();
                answer = await SendAsync(HttpMethod.Post, action, fields, ct);
            }
            else
            {
                return answer;
            }
        }

        return answer;
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("""<form[^>]* action="([^"]+)"[^>]*>\s*<input type="hidden" name="prompt" value="([a-z]+)"/>""")]
    private static partial Regex Form();
}
