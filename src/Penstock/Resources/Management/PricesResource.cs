using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Dialects.Usage;
using Penstock.Domain.Access;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/effective-prices</c> and <c>/api/v1/cost-estimates</c>: what models cost, and what an answer has cost.</summary>
/// <param name="prices">The prices.</param>
/// <param name="estimate">Prices raw answers.</param>
/// <param name="catalogue">The models that are served now.</param>
/// <param name="gate">Lets callers in.</param>
/// <param name="time">The clock.</param>
internal sealed class PricesResource(IPrices prices, Func<CostQuestion, CostAnswer> estimate, CatalogSource catalogue, Gate gate, TimeProvider time)
{
    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapResource("/api/v1/effective-prices", ProblemFormat.Instance, ("GET", gate.May(PriceOperations.List, ListAsync), PriceOperations.List));
        routes.MapResource("/api/v1/cost-estimates", ProblemFormat.Instance, ("POST", gate.May(PriceOperations.Estimate, EstimateAsync), PriceOperations.Estimate));
    }

    private async Task ListAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, "model", "provider", "known", "at");
        var (known, at) = (query.OneOf("known", ["true", "false"]), query.Instant("at") ?? time.GetUtcNow());
        if (query.Error is { } error)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        var (id, provider) = (query.Text("model"), query.Text("provider"));
        var rows = catalogue.Current.All.Where(model => id is null || model.Id == id).OrderBy(model => model.Id, StringComparer.Ordinal)
            .SelectMany(model => model.Targets.Where(target => provider is null || target.Provider == provider).Select(target => EffectivePrice.Of(model, target, prices.Quote(model, target, at))))
            .Where(row => known is null || row.Price is not null == (known == "true"));
        await JsonAnswer.WriteAsync(http, new EffectivePriceList(at, [.. rows]), ManagementJson.Default.EffectivePriceList);
    }

    private async Task EstimateAsync(HttpContext http, Caller caller)
    {
        var (question, error) = await ManagementBody.ReadAsync(http.Request, body => CostBody.Read(body, time.GetUtcNow()));
        if (question is not null)
        {
            var answer = estimate(question);
            if (answer.Estimate is { } estimated)
            {
                await JsonAnswer.WriteAsync(http, CostView.Of(estimated), ManagementJson.Default.CostView);
                return;
            }

            error = MemberReader.Counted(answer.Mistakes);
        }

        await gate.RefuseAsync(http, ProblemFormat.Instance, error!);
    }
}
