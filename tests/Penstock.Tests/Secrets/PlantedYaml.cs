using System.Text;

namespace Penstock.Tests.Secrets;

/// <summary>The configuration with secrets of every kind in it: keys of providers from everywhere, what opens stores, issuers, webhooks.</summary>
internal static class PlantedYaml
{
    /// <summary>The providers, each with its key from elsewhere.</summary>
    public static readonly string[] Ways =
        ["literal", "variable", "env", "mounted", "kept", "vault", "header", "aws", "azure", "gcp", "gemini", "anthropic", "cohere", "vertex", "entra", "signed", "refused", "patient"];

    /// <summary>How calls fail: names of models at <see cref="EchoProvider"/>.</summary>
    public static readonly string[] Faults = ["status-400", "status-401", "status-403", "status-404", "status-429", "status-500", "text", "garbage", "hang", "reset", "stream-error", "stream-cut", "fine"];

    /// <summary>Where everything is, and what is written out.</summary>
    internal sealed record Places(Uri Provider, Uri Vault, Uri Clouds, string Issuer, Uri Hooks, string Mounted, string Literal, string BudgetHook, string AuditHook);

    /// <summary>The file.</summary>
    public static string Of(Places places)
    {
        var yaml = new StringBuilder($$"""
            server: { listen: "127.0.0.1:0", public_url: "https://penstock.test", reachable_networks: ["127.0.0.0/8"] }
            secrets:
              cache: 1s
              stores:
                file: { path: "{{places.Mounted}}" }
                vault: { address: "{{places.Vault}}", token: "secret:file/vault-token" }
                aws: { address: "{{places.Clouds}}aws", region: eu-west-1, access_key_id: AKIDEXAMPLE, secret_access_key: "secret:env/PLANTED_AWS", session_token: "secret:file/aws-token" }
                azure: { address: "{{places.Clouds}}azure" }
                gcp: { address: "{{places.Clouds}}gcp", project: house, credentials_file: "{{places.Mounted}}/google.json" }
            issuers:
              corp: { url: "{{places.Issuer}}", audiences: calls, shared_secret: "secret:db/shared", login: { client_id: penstock, client_secret: "secret:env/PLANTED_CLIENT" }, roles: developer }
            webhooks: { secret: "secret:db/hook" }
            audit: { webhook: "{{places.Hooks}}{{places.AuditHook}}" }
            budgets:
              hooked: { amount: 0.004, thresholds: [1], applies: { models: patient-fine }, webhook: "{{places.Hooks}}{{places.BudgetHook}}" }
            policies:
              recorded: { effect: allow, limits: { log_content: 1h } }
            providers:

            """);
        var openAi = $"dialect: openai, base_url: \"{places.Provider}v1\"";
        foreach (var way in Ways)
        {
            var settings = way switch
            {
                "literal" => $"{openAi}, api_key: \"{places.Literal}\"",
                "variable" => openAi + ", api_key: \"${PLANTED_VARIABLE}\"",
                "env" => openAi + ", api_key: \"secret:env/PLANTED_ENV\"",
                "mounted" => openAi + ", api_key: \"secret:file/key\"",
                "vault" => openAi + ", api_key: \"secret:vault/openai#key\"",
                "header" => openAi + ", api_key: \"secret:env/PLANTED_ENV\", headers: { x-extra-key: \"secret:vault/openai#key\" }",
                "aws" or "azure" or "gcp" => $"{openAi}, api_key: \"secret:{way}/openai\"",
                "refused" => openAi + ", api_key: \"secret:aws/other\", headers: { x-azure: \"secret:azure/other\", x-google: \"secret:gcp/other\" }",
                "gemini" or "anthropic" or "cohere" => $"dialect: {way}, base_url: \"{places.Provider}\", api_key: \"secret:db/openai\"",
                "vertex" => $"like: vertex, base_url: \"{places.Provider}\", project: house, region: europe-west4, credentials_file: \"{places.Mounted}/google.json\"",
                "entra" => $"like: azure, base_url: \"{places.Provider}\"",
                "signed" => $"like: bedrock, base_url: \"{places.Provider}\", region: eu-west-1",
                _ => openAi + ", api_key: \"secret:db/openai\"",
            };
            yaml.AppendLine($"  {way}: {{ {settings}, timeouts: {{ first_byte: {(way == "patient" ? "30s" : "300ms")} }}, retry: {{ attempts: 2, base_delay: 1ms }} }}");
        }

        yaml.Append("models:\n");
        foreach (var way in Ways)
        {
            foreach (var fault in Faults)
            {
                yaml.AppendLine($"  {way}-{fault}: {{ targets: [ {{ provider: {way}, model: {fault} }} ], price: {{ rates: {{ input_mtok: 1, output_mtok: 20 }} }} }}");
            }
        }

        return yaml.ToString();
    }
}
