using Microsoft.AspNetCore.Http;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Access;
using Penstock.Domain.Models;
using Penstock.Pipeline.Policy;

namespace Penstock.Resources.Anthropic;

/// <summary><c>/v1/models</c> in Anthropic's form. OpenAI has the same address: a client that sends <c>anthropic-version</c> gets this one.</summary>
internal sealed class AnthropicModels(CatalogSource catalogue, Gate gate)
{
    private const string Base = "/v1/models/";
    private const int UsualPage = 20;
    private const int LargestPage = 1000;

    /// <summary>A handler that answers Anthropic's clients in their form and others as before.</summary>
    public RequestDelegate OrList(RequestDelegate other) => Or(gate.Known(AnthropicErrorFormat.Instance, ListAsync), other);

    /// <summary>The same for one model.</summary>
    public RequestDelegate OrRead(RequestDelegate other) => Or(gate.Known(AnthropicErrorFormat.Instance, ReadAsync), other);

    private static RequestDelegate Or(RequestDelegate own, RequestDelegate other) =>
        http => http.Request.Headers.ContainsKey(AnthropicDialect.VersionHeader) ? own(http) : other(http);

    private Task ListAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, "limit", "after_id", "before_id", "beta");
        var limit = query.Integer("limit", 1, LargestPage) ?? UsualPage;
        if (query.Error is { } error)
        {
            return gate.RefuseAsync(http, AnthropicErrorFormat.Instance, error);
        }

        Model[] all = [.. catalogue.Current.VisibleTo(caller)];
        var (from, to) = (0, all.Length);
        if (query.Text("after_id") is { } after)
        {
            from = Array.FindIndex(all, model => model.Id == after) + 1;
        }

        var backwards = false;
        if (query.Text("before_id") is { } before && Array.FindIndex(all, model => model.Id == before) is >= 0 and var place)
        {
            (to, backwards) = (place, true);
        }

        var more = to - from > limit;
        (from, to) = !more ? (from, to) : backwards ? (to - limit, to) : (from, from + limit);
        var page = all[from..Math.Max(from, to)].Select(View).ToArray();
        return JsonAnswer.WriteAsync(
            http, new AnthropicModelList(page, more, page.FirstOrDefault()?.Id, page.LastOrDefault()?.Id), AnthropicJson.Default.AnthropicModelList, errors: AnthropicErrorFormat.Instance);
    }

    private Task ReadAsync(HttpContext http, Caller caller)
    {
        var models = catalogue.Current;
        var id = ModelAddress.Decode(http, Base);
        return models.Find(id, caller) is { } model
            ? JsonAnswer.WriteAsync(http, View(model), AnthropicJson.Default.AnthropicModel, errors: AnthropicErrorFormat.Instance)
            : gate.RefuseAsync(http, AnthropicErrorFormat.Instance, NameSuggestions.Missing(id, models, caller));
    }

    private static AnthropicModel View(Model model) => new("model", model.Id, model.Id, DateTimeOffset.FromUnixTimeSeconds(model.Created));
}
