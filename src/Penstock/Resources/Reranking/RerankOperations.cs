using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Reranking;

/// <summary>What the document says of <c>/v1/rerank</c>.</summary>
internal static class RerankOperations
{
    public static readonly OperationDescription Rerank = new()
    {
        Id = "createRerank",
        Tag = OperationTags.OpenAi,
        Summary = "Order documents by relevance",
        Description = "Documents by their relevance for a query, in the form that Jina, vLLM and Together share. With `top_k` instead of `top_n` it is Voyage's form: the results then stand in `data`.",
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("RerankRequest"),
            new ExampleDescription("texts", "Two texts", """{"model":"","query":"What is a penstock?","documents":["A sluice gate.","A flower."],"top_n":1,"return_documents":true}"""))
        {
            Model = Capability.Rerank,
        },
        Answers = [new AnswerDescription(200, "The documents' places, the most relevant first.", new ContentDescription(WireSchema.Written("Ranking"))) { Headers = CallParameters.Answered }],
        Errors =
        [
            ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
            ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
        ],
    };
}
