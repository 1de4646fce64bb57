using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Ledger;

namespace Penstock.Resources.Management;

/// <summary><c>/api/v1/invoices</c>: what providers ask for, beside what the ledger has.</summary>
internal sealed class InvoicesResource(IInvoiceStore invoices, ICallStore calls, Gate gate, TimeProvider time)
{
    private const string Path = "/api/v1/invoices";
    private static readonly string[] Header = ["day", "model", "invoiced", "recorded", "difference", "invoiced_tokens", "recorded_tokens", "unpriced_calls"];

    /// <summary>Maps the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var errors = ProblemFormat.Instance;
        routes.MapResource(Path, errors, ("GET", gate.May(InvoiceOperations.List, ListAsync), InvoiceOperations.List), ("POST", gate.May(InvoiceOperations.Import, ImportAsync), InvoiceOperations.Import));
        routes.MapResource(Path + "/{id}", errors, ("GET", gate.May(InvoiceOperations.Read, ReadAsync), InvoiceOperations.Read), ("DELETE", gate.May(InvoiceOperations.Delete, DeleteAsync), InvoiceOperations.Delete));
    }

    private async Task ListAsync(HttpContext http, Caller caller) =>
        await JsonAnswer.WriteAsync(http, new InvoiceList([.. (await invoices.ListAsync(http.RequestAborted)).Select(InvoiceView.Of)]), ManagementJson.Default.InvoiceList);

    private async Task ImportAsync(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query, "dry_run");
        var dry = query.OneOf("dry_run", ["true", "false"]) == "true";
        if (query.Error is { } wrong)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, wrong);
            return;
        }

        var actor = Actors.Of(http, caller);
        var (invoice, error) = await ManagementBody.ReadAsync(http.Request, body => InvoiceBody.Read(body, "invoice_" + KeyHasher.NewText(), time.GetUtcNow(), actor.Id));
        if (invoice is not null && await invoices.OverlappingAsync(invoice, http.RequestAborted) is [_, ..] others)
        {
            error = Twice(others);
        }

        if (error is null && !dry && !await invoices.AddAsync(invoice!, actor, http.RequestAborted))
        {
            error = Twice(await invoices.OverlappingAsync(invoice!, http.RequestAborted));
        }

        if (error is not null)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, error);
            return;
        }

        if (!dry)
        {
            http.Response.Headers.Location = $"{Path}/{invoice!.Id}";
        }

        await JsonAnswer.WriteAsync(http, InvoiceView.Of(invoice!), ManagementJson.Default.InvoiceView, dry ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private async Task ReadAsync(HttpContext http, Caller caller)
    {
        if (await invoices.FindAsync((string)http.Request.RouteValues["id"]!, http.RequestAborted) is not { } invoice)
        {
            await UnknownAsync(http);
            return;
        }

        if (await LedgerWait.ForAsync(calls, http.RequestAborted) is { } behind)
        {
            await gate.RefuseAsync(http, ProblemFormat.Instance, behind);
            return;
        }

        var asked = new UsageQuery([UsageGroup.Day, UsageGroup.UpstreamModel], Start(invoice.FirstDay), Start(invoice.LastDay.AddDays(1))) { Only = new Dictionary<UsageGroup, string> { [UsageGroup.Provider] = invoice.Provider } };
        var rows = InvoiceDrift.Of(invoice, await calls.SumAsync(asked, http.RequestAborted));
        if (CsvAnswer.IsWanted(http.Request))
        {
            await CsvAnswer.WriteAsync(http, "invoice.csv", Header, rows.Select(DriftRowView.Of).Select(row => (IEnumerable<string?>)[
                row.Day.ToString("O", System.Globalization.CultureInfo.InvariantCulture), row.Model, row.Invoiced, row.Recorded, row.Difference, Text(row.InvoicedTokens), Text(row.RecordedTokens), Text(row.UnpricedCalls)]));
            return;
        }

        await JsonAnswer.WriteAsync(http, DriftView.Of(invoice, rows), ManagementJson.Default.DriftView);
    }

    private async Task DeleteAsync(HttpContext http, Caller caller)
    {
        if (await invoices.DeleteAsync((string)http.Request.RouteValues["id"]!, Actors.Of(http, caller), http.RequestAborted))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await UnknownAsync(http);
    }

    private Task UnknownAsync(HttpContext http) =>
        gate.RefuseAsync(http, ProblemFormat.Instance, new CallError(ErrorKind.NotFound, $"There is no invoice of this id. GET {Path} lists them."));

    private static CallError Twice(IReadOnlyList<Invoice> others) => new(
        ErrorKind.Conflict,
        $"It would count twice: {string.Join(", ", others.Take(5).Select(other => $"{other.Id}{(other.Number is { } number ? $" ({number})" : "")} has {other.FirstDay:O} to {other.LastDay:O}"))}. Delete that one first, or leave its days out.");

    private static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static string? Text(long? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
