namespace Penstock.Resources.Documents;

/// <summary>The groups of the document, in its order.</summary>
internal static class OperationTags
{
    public const string OpenAi = "OpenAI";
    public const string Anthropic = "Anthropic";
    public const string Gemini = "Gemini";
    public const string Bedrock = "Bedrock";
    public const string Cohere = "Cohere";
    public const string Models = "Models";
    public const string OpenInference = "Open Inference";
    public const string Keys = "Keys";
    public const string Identity = "Identity";
    public const string Policy = "Policy";
    public const string Money = "Money";
    public const string Registry = "Registry";
    public const string Audit = "Audit";
    public const string Releases = "Releases";
    public const string Usage = "Usage";
    public const string Prices = "Prices";
    public const string Operation = "Operation";
    public const string Documents = "Documents";

    /// <summary>Each with what it is about.</summary>
    public static readonly IReadOnlyList<(string Name, string Description)> All =
    [
        (OpenAi, "OpenAI's API: point an OpenAI SDK's base URL at `/v1` of this server and its key at one of this server's."),
        (Anthropic, "Anthropic's API: point an Anthropic SDK's base URL at this server and its key at one of this server's. With `anthropic-version` sent, `/v1/models` answers in Anthropic's form."),
        (Gemini, "Gemini's API: give a Google SDK this server as its base URL, and one of this server's keys. Vertex' addresses work too."),
        (Bedrock, "Amazon Bedrock's runtime: point an AWS SDK's endpoint at this server and give one of its keys as a bearer token."),
        (Cohere, "Cohere's API, version 2: point a Cohere SDK's base URL at `/cohere` of this server and its key at one of this server's."),
        (Models, "The models you may call, and the typed ones (ONNX files, C# functions) by their own JSON."),
        (OpenInference, "The Open Inference Protocol, version 2 (KServe, Triton, MLServer): the typed models by tensors. Point a client's address at this server and give its key as a header."),
        (Keys, "API keys: who may call what, and how much of it."),
        (Identity, "Users, teams, service accounts, roles, and who you are."),
        (Policy, "Who may call what, where and how: rules, limits, secrets, maintenance."),
        (Money, "Prices, budgets, cost estimates, providers' invoices."),
        (Registry, "Models and providers as they are declared, and requests for access and hosting."),
        (Audit, "Who changed what, and the record of every call."),
        (Releases, "The versions of models: which are loaded, which answers, and how they compare."),
        (Usage, "What was called, and what it used."),
        (Prices, "What models cost, and what an answer has cost."),
        (Operation, "Health, what this server is, metrics, the log's level."),
        (Documents, "This description."),
    ];
}
