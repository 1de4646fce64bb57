using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Management;

/// <summary>What the document says of prices and costs.</summary>
internal static class PriceOperations
{
    public static readonly OperationDescription List = new()
    {
        Id = "listEffectivePrices",
        Tag = OperationTags.Prices,
        Permission = Permission.PricesRead,
        Summary = "List what models cost",
        Description = "The price of each model at each of its targets: the configuration's own, an override of `/api/v1/prices`, or the shipped one.",
        Parameters =
        [
            new ParameterDescription("model", "query", "Only this model."),
            new ParameterDescription("provider", "query", "Only targets at this provider."),
            new ParameterDescription("known", "query", "Only targets whose price is known, or only those whose price is not.", """{"type":"string","enum":["true","false"]}"""),
            new ParameterDescription("at", "query", "The prices of this instant; now when it is left out.", """{"type":"string","anyOf":[{"format":"date-time"},{"format":"date"}]}"""),
        ],
        Answers = [new AnswerDescription(200, "The prices.", new ContentDescription(WireSchema.Of(ManagementJson.Default.EffectivePriceList)))],
        Errors = [ErrorKind.InvalidRequest],
    };

    public static readonly OperationDescription Estimate = new()
    {
        Id = "estimateCost",
        Tag = OperationTags.Prices,
        Permission = Permission.PricesRead,
        Summary = "Price a provider's answer",
        Description = "Reads the usage of a provider's raw answer and says what it costs. Nothing is stored, and nothing of the answer but its counts is looked at.",
        Request = new ContentDescription(WireSchema.Written("CostBody"), new ExampleDescription(
            "openai", "An answer of OpenAI's", """{"provider":"openai","response":{"model":"gpt-4.1","usage":{"prompt_tokens":1000,"completion_tokens":200,"prompt_tokens_details":{"cached_tokens":600}}}}""")),
        Answers = [new AnswerDescription(200, "The cost.", new ContentDescription(WireSchema.Of(ManagementJson.Default.CostView)))],
        Errors = [ErrorKind.InvalidInput],
    };
}
