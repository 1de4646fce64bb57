using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of invoices.</summary>
internal static class InvoiceOperations
{
    private static readonly ParameterDescription Id = new("id", "path", "The invoice's id.") { Example = "\"invoice_2f8Qm4RtXw6ZbC9nLk3P\"" };
    private static readonly ContentDescription Invoice = new(WireSchema.Of(ManagementJson.Default.InvoiceView));

    public static readonly OperationDescription List = new()
    {
        Id = "listInvoices",
        Tag = OperationTags.Usage,
        Permission = Permission.UsageRead,
        Summary = "List imported invoices",
        Description = "All of them, the newest first.",
        Answers = [new AnswerDescription(200, "The invoices.", new ContentDescription(WireSchema.Of(ManagementJson.Default.InvoiceList)))],
    };

    public static readonly OperationDescription Import = new()
    {
        Id = "importInvoice",
        Tag = OperationTags.Usage,
        Permission = Permission.PricesWrite,
        Audit = OperationAudit.Handler,
        Summary = "Import a provider's invoice",
        Description = "A table of what a provider asks for, by day and model, with the headings of its columns. What was imported before, the same lines, the same number, or a day of a model, is refused (409).",
        Parameters = [new ParameterDescription("dry_run", "query", "`true`: nothing is kept; the answer says what would be.", """{"type":"string","enum":["true","false"],"default":"false"}""")],
        Request = new ContentDescription(WireSchema.Written("InvoiceBody"), new ExampleDescription("openai", "Two days of one model",
            """{"provider":"openai","number":"2026-11","currency":"USD","columns":{"day":"date","amount":"cost"},"csv":"date,model,cost\n2026-11-20,gpt-4.1-2025-04-14,1.25\n2026-11-21,gpt-4.1-2025-04-14,0.75\n"}""")),
        Answers = [new AnswerDescription(201, "The invoice.", Invoice) { Headers = [("Location", "Its address.")] }, new AnswerDescription(200, "What it would be (`dry_run`).", Invoice)],
        Errors = [ErrorKind.InvalidInput, ErrorKind.Conflict],
    };

    public static readonly OperationDescription Read = new()
    {
        Id = "getInvoice",
        Tag = OperationTags.Usage,
        Permission = Permission.UsageRead,
        Summary = "Compare an invoice with the ledger",
        Description = "What the provider asks for and what the ledger has, by day and model, and how far they are apart. With `Accept: text/csv` it is a table.",
        Parameters = [Id],
        Answers = [new AnswerDescription(200, "The comparison.", new ContentDescription(WireSchema.Of(ManagementJson.Default.DriftView)))],
        Errors = [ErrorKind.NotFound],
    };

    public static readonly OperationDescription Delete = new()
    {
        Id = "deleteInvoice",
        Tag = OperationTags.Usage,
        Permission = Permission.PricesWrite,
        Audit = OperationAudit.Handler,
        Summary = "Delete an imported invoice",
        Description = "It can be imported again then.",
        Parameters = [Id],
        Answers = [new AnswerDescription(204, "It is gone.")],
        Errors = [ErrorKind.NotFound],
    };
}
