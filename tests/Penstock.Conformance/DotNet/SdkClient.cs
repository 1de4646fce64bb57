using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;

namespace Penstock.Conformance.DotNet;

/// <summary>The official OpenAI SDK for .NET as a client of Penstock; it tries nothing twice.</summary>
internal sealed class SdkClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly OpenAIClientOptions _options;
    private readonly ApiKeyCredential _key;
    private readonly CallIdReader _callIds = new();

    public SdkClient(ReplayServer server, string? key = null)
    {
        _http = server.NewClient(Mark);
        _key = new ApiKeyCredential(key ?? server.AdminKey);
        _options = new OpenAIClientOptions
        {
            Endpoint = server.BaseAddress,
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(0),
        };
        _options.AddPolicy(_callIds, PipelinePosition.PerCall);
    }

    /// <summary>By it the provider's log is searched.</summary>
    public string Mark { get; } = Guid.NewGuid().ToString();

    /// <summary>The id of the last call.</summary>
    public string CallId => _callIds.Last ?? throw new InvalidOperationException("No answer with a call's id came.");

    public ChatClient Chat(string model) => new(model, _key, _options);

    public EmbeddingClient Embeddings(string model) => new(model, _key, _options);

    public OpenAIModelClient Models() => new(_key, _options);

    public void Dispose() => _http.Dispose();
}
