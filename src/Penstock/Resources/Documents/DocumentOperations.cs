using Penstock.Domain.Calls;

namespace Penstock.Resources.Documents;

/// <summary>What the document says of the documents.</summary>
internal static class DocumentOperations
{
    private static readonly (string, string)[] Cached = [("ETag", "For `If-None-Match`, which is answered 304 when nothing changed.")];

    public static readonly OperationDescription Root = new()
    {
        Id = "root",
        Tag = OperationTags.Documents,
        Access = OperationAccess.Open,
        Summary = "The start page",
        Description = "It leads to the page that shows this document.",
        Answers = [new AnswerDescription(307, "The page is at `Location`.") { Headers = [("Location", "`/docs`.")] }],
    };

    public static readonly OperationDescription Document = new()
    {
        Id = "getOpenApi",
        Tag = OperationTags.Documents,
        Access = OperationAccess.Open,
        Summary = "This document",
        Description = "The OpenAPI 3.1 description of this server. Without a key it has no model's name; with a key it also has, for each typed model the key may call, the model's own address with its own schemas.",
        Answers =
        [
            new AnswerDescription(200, "The document.", new ContentDescription(WireSchema.Written("OpenApiDocument"))) { Headers = Cached },
            new AnswerDescription(304, "The document is still the one of `If-None-Match`."),
        ],
    };

    public static readonly OperationDescription Page = new()
    {
        Id = "getDocs",
        Tag = OperationTags.Documents,
        Access = OperationAccess.Open,
        Summary = "Swagger UI",
        Description = "The page that shows this document and sends requests. It loads nothing from anywhere else. After **Authorize** it fetches the document again, with the key.",
        Answers =
        [
            new AnswerDescription(200, "The page.", Text("text/html")) { Headers = Cached },
            new AnswerDescription(304, "The page is still the one of `If-None-Match`."),
        ],
    };

    public static readonly OperationDescription File = new()
    {
        Id = "getDocsFile",
        Tag = OperationTags.Documents,
        Access = OperationAccess.Open,
        Summary = "A file of Swagger UI",
        Description = "What the page needs: scripts, styles, pictures.",
        Parameters = [new ParameterDescription("file", "path", "The file's name.") { Example = "\"swagger-ui.css\"" }],
        Answers =
        [
            new AnswerDescription(200, "The file.", Text("text/css", "text/javascript", "image/png", "text/plain")) { Headers = Cached },
            new AnswerDescription(304, "The file is still the one of `If-None-Match`."),
        ],
        Errors = [ErrorKind.NotFound],
    };

    private static ContentDescription Text(params string[] types) => new(WireSchema.Written("Text")) { MediaTypes = types };
}
