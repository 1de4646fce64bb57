using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Audit;
using Penstock.Config;
using Penstock.Config.Governance;
using Penstock.Dialects.JsonService;
using Penstock.Dialects.Tokens;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.OpenInference;
using Penstock.Gateways.Engines.Services;
using Penstock.Gateways.Network;
using Penstock.Gateways.Prices;
using Penstock.Gateways.Repository;
using Penstock.Gateways.Secrets;
using Penstock.Gateways.Secrets.Database;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Sql;
using Penstock.Gateways.Telemetry.Logs;
using Penstock.Gateways.Telemetry.Metrics;
using Penstock.Gateways.Tokens;
using Penstock.Hosting.Cleartext;
using Penstock.Pipeline;
using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Content;
using Penstock.Pipeline.Invoke;
using Penstock.Pipeline.Ledger;
using Penstock.Pipeline.Limits;
using Penstock.Pipeline.Meter;
using Penstock.Pipeline.Policy;
using Penstock.Pipeline.Prices;
using Penstock.Pipeline.Receive;
using Penstock.Pipeline.Responses;
using Penstock.Pipeline.Route;
using Penstock.Pipeline.Shadow;
using Penstock.Resources;
using Penstock.Resources.Anthropic;
using Penstock.Resources.Bedrock;
using Penstock.Resources.Calls;
using Penstock.Resources.Cohere;
using Penstock.Resources.Documents;
using Penstock.Resources.Gemini;
using Penstock.Resources.Health;
using Penstock.Resources.Login;
using Penstock.Registry;
using Penstock.Resources.Management;
using Penstock.Resources.Management.Managed;
using Penstock.Resources.Management.Requests;
using Penstock.Resources.Models;
using Penstock.Resources.Observability;
using Penstock.Resources.OpenAi;
using Penstock.Resources.OpenInference;
using Penstock.Resources.Responses;
using Penstock.Resources.Reranking;
using Penstock.Secrets;

namespace Penstock;

/// <summary>Puts Penstock together: the one place where every part meets.</summary>
public static class PenstockSetup
{
    /// <summary>Adds Penstock to a host. The configuration is read here.</summary>
    /// <exception cref="InvalidOperationException">The configuration has mistakes; the message lists them all.</exception>
    public static WebApplicationBuilder AddPenstock(this WebApplicationBuilder builder, Action<PenstockOptions>? configure = null)
    {
        var options = new PenstockOptions();
        configure?.Invoke(options);
        return builder.AddPenstock(options);
    }

    /// <summary>Adds Penstock as the options say; what they hold of models may still grow until the host starts.</summary>
    internal static WebApplicationBuilder AddPenstock(this WebApplicationBuilder builder, PenstockOptions options)
    {
        var settings = Settings.Read(options);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.UseCleartextHttp2(options.Time);

            // A provider's header is read as Latin-1, and so goes on as the bytes it was.
            kestrel.ResponseHeaderEncodingSelector = static name => QuotaHeaders.IsNumber(name) ? null : System.Text.Encoding.Latin1;
        });
        builder.Services.AddSingleton(options).AddSingleton(_ => settings).AddSingleton(options.Time)
            .AddSingleton(settings.Levels).AddSingleton(settings.Scrubber);
        AddLogging(builder, options, settings);
        AddStages(builder.Services);
        AddGateways(builder.Services);
        AddIdentity(builder.Services);
        AddResources(builder.Services);
        return builder;
    }

    /// <summary>Maps Penstock's addresses.</summary>
    public static WebApplication MapPenstock(this WebApplication app)
    {
        var services = app.Services;

        // Asked for first, so that the container disposes it last.
        services.GetRequiredService<PenstockLogging>();
        app.UseMiddleware<FaultAnswer>();
        app.UseCors();
        app.UseAnswerCompression();
        services.GetRequiredService<OpenAiResource>().Map(app);
        services.GetRequiredService<AnthropicResource>().Map(app);
        services.GetRequiredService<GeminiResource>().Map(app);
        services.GetRequiredService<BedrockResource>().Map(app);
        services.GetRequiredService<MediaResource>().Map(app);
        services.GetRequiredService<AzureResource>().Map(app);
        services.GetRequiredService<ResponsesResource>().Map(app);
        services.GetRequiredService<CohereResource>().Map(app);
        services.GetRequiredService<RerankResource>().Map(app);
        services.GetRequiredService<ModelsResource>().Map(app);
        services.GetRequiredService<OpenInferenceResource>().Map(app);
        services.GetRequiredService<RepositoryResource>().Map(app);
        services.GetRequiredService<KeysResource>().Map(app);
        services.GetRequiredService<ReleasesResource>().Map(app, Resource(services.GetRequiredService<RegistryKinds>().Models));
        services.GetRequiredService<UsageResource>().Map(app);
        services.GetRequiredService<SecretsResource>().Map(app);
        services.GetRequiredService<AuditResource>().Map(app);
        services.GetRequiredService<ContentResource>().Map(app);
        services.GetRequiredService<InvoicesResource>().Map(app);
        services.GetRequiredService<PricesResource>().Map(app);
        services.GetRequiredService<PolicyDecisionsResource>().Map(app);
        foreach (var kind in Managed(services))
        {
            Resource(kind).Map(app);
        }

        services.GetRequiredService<LoginResource>().Map(app);
        services.GetRequiredService<MeResource>().Map(app);
        services.GetRequiredService<SessionsResource>().Map(app);
        services.GetRequiredService<HealthResource>().Map(app);
        services.GetRequiredService<MetricsResource>().Map(app);
        services.GetRequiredService<LoggingResource>().Map(app);
        services.GetRequiredService<DocumentsResource>().Map(app);
        foreach (var kind in services.GetRequiredService<RequestKinds>().All)
        {
            new RequestsResource(kind, services.GetRequiredService<Gate>(), services.GetRequiredService<ManagedTurns>(), services.GetRequiredService<TimeProvider>()).Map(app);
        }

        services.GetRequiredService<FallbackResource>().Map(app);
        return app;

        ManagedResource Resource(ManagedKind kind) => new(kind, services.GetRequiredService<Gate>(), services.GetRequiredService<ManagedTurns>());
    }

    // What the management API serves in the common form.
    private static IEnumerable<ManagedKind> Managed(IServiceProvider services)
    {
        var kinds = services.GetRequiredService<GovernedKinds>();
        return
        [
            .. ManagedKinds.Of(kinds, services.GetRequiredService<NetworkGuard>(), services.GetRequiredService<SecretUses>()),
            .. IdentityKinds.Of(kinds, services.GetRequiredService<Identities>()),
            .. LimitKinds.Of(kinds, services.GetRequiredService<LimitBook>()),
            BudgetKinds.Of(kinds, services.GetRequiredService<BudgetBook>(), services.GetRequiredService<NetworkGuard>()),
            .. PolicyKinds.Of(kinds),
            services.GetRequiredService<RegistryKinds>().Providers,
        ];
    }

    /// <summary>The order of the stages, outermost first. It is written here and nowhere else.</summary>
    private static CallPipeline Chain(IServiceProvider services)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Pipeline");
        return new CallPipeline(
            [
                services.GetRequiredService<MeterStage>(),
                services.GetRequiredService<LedgerStage>(),
                services.GetRequiredService<AuthenticateStage>(),
                services.GetRequiredService<AdmitStage>(),
                services.GetRequiredService<ReceiveStage>(),
                services.GetRequiredService<PolicyStage>(),
                services.GetRequiredService<ContentStage>(),
                services.GetRequiredService<LimitsStage>(),
                services.GetRequiredService<BudgetStage>(),
                services.GetRequiredService<ShadowStage>(),
                services.GetRequiredService<PriceStage>(),
                services.GetRequiredService<RouteStage>(),
                services.GetRequiredService<InvokeStage>(),
            ],
            services.GetRequiredService<RunningCalls>(),
            new CallLog(services.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Calls")),
            (call, exception) => SetupLog.CallFaulted(log, call.Id, exception));
    }

    private static void AddStages(IServiceCollection services)
    {
#pragma warning disable RS0030 // This is where chance comes from.
        services.AddSingleton(_ => new Random());
#pragma warning restore RS0030
        services.AddSingleton<CallIds>().AddSingleton<RunningCalls>()
            .AddSingleton(provider =>
            {
                var holds = new EngineHolds(fault => SetupLog.EngineFaulted(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Models"), fault));
                Onnx.NativeMemory.Prepare();
                holds.Disposed += Onnx.NativeMemory.Trim;
                return holds;
            })
            .AddSingleton(provider => new CatalogSource(ModelCatalog.Empty, provider.GetRequiredService<EngineHolds>()))
            .AddSingleton<RosterKeeper>().AddSingleton<IIdentities, KeptIdentities>().AddSingleton<KeyRing>().AddSingleton<KeyUses>().AddSingleton<Identities>().AddSingleton<KeyRegistry>()
            .AddSingleton(provider => new Authenticator(
                provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<Identities>(), provider.GetRequiredService<KeyUses>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<TokenAuthenticator>()))
            .AddSingleton(provider =>
            {
                var (limits, kinds) = (new LimitBook(provider.GetRequiredService<TimeProvider>()), provider.GetRequiredService<GovernedKinds>());
                limits.Follow(() => kinds.Limits.Things.Values.Values);
                kinds.Limits.Shelf.Changed += limits.Refresh;
                return limits;
            })
            .AddSingleton<PredictStatistics>().AddSingleton<MeterStage>().AddSingleton<LedgerStage>().AddSingleton<AuthenticateStage>().AddSingleton<ReceiveStage>()
            .AddSingleton(provider => PolicyKinds.Follow(provider.GetRequiredService<GovernedKinds>(), () => provider.GetRequiredService<Settings>().Config.Policy))
            .AddSingleton<AdmitStage>().AddSingleton<PolicyStage>().AddSingleton<ContentStage>().AddSingleton<ShadowComparisons>().AddSingleton<ShadowStage>().AddSingleton<RouteStage>().AddSingleton(_ => new InvokeStage(TokenCounter.Count))
            .AddSingleton(provider => new LimitsStage(provider.GetRequiredService<LimitBook>(), Settings.Limits(provider.GetRequiredService<Settings>().Config), TokenNeeds.Of))
            .AddSingleton(provider => new PriceStage(provider.GetRequiredService<IPrices>(), () => provider.GetRequiredService<Settings>().Config.Money, UsageEstimate.OfInput))
            .AddBudgets()
            .AddSingleton(Chain);
    }

    // Whose a credential is: keys, tokens of issuers, sessions of browsers.
    private static void AddIdentity(IServiceCollection services)
    {
        services.AddSingleton<TokenAuthenticator>()
            .AddSingleton(provider => new IssuerDocuments(IssuerHttp.Open(), IssuerHttp.Guarded(provider.GetRequiredService<NetworkGuard>()), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider =>
            {
                var shelf = provider.GetRequiredService<GovernedKinds>().Issuers.Things;
                var issuers = new Issuers(provider.GetRequiredService<IssuerDocuments>(), provider.GetRequiredService<SecretBook>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Issuers"));
                shelf.Changed += () => issuers.Take(shelf.Values);
                issuers.Take(shelf.Values);
                return issuers;
            })
            .AddSingleton<ITokenReader, TokenReader>()
            .AddSingleton<ILogins>(provider => new OidcLogins(
                provider.GetRequiredService<Issuers>(), provider.GetRequiredService<IssuerDocuments>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Issuers")))
            .AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Sessions)
            .AddSingleton(provider => new Sessions(provider.GetRequiredService<ISessionStore>(), () => provider.GetRequiredService<Settings>().Config.Server.Sessions, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new LoginSettings(() => provider.GetRequiredService<Settings>().Config.Server.PublicUrl))
            .AddSingleton<BrowserSessions>().AddSingleton<LoginResource>().AddSingleton<MeResource>().AddSingleton<SessionsResource>();
    }

    private static void AddGateways(IServiceCollection services)
    {
        services.AddSingleton(provider => LocalStorage.OpenAsync(
            provider.GetRequiredService<PenstockOptions>().DataFolder,
            provider.GetRequiredService<Settings>().Config.Storage.Sqlite,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Storage"),
            CancellationToken.None,
            provider.GetRequiredService<Settings>().Scrubber.Scrub,
            provider.GetRequiredService<Settings>().Config.Audit.SigningKey,
            () => provider.GetRequiredService<Settings>().Config.Retention.Content).GetAwaiter().GetResult());
        services.AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Ledger).AddSingleton(new BusyFault(SqliteDatabase.IsBusy))
            .AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Calls)
            .AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Keys)
            .AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Audit)
            .AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Content)
            .AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Invoices)
            .AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Responses)
            .AddSingleton<IRegistryStore>(provider => provider.GetRequiredService<LocalStorage>().Registry)
            .AddSingleton(provider => new NetworkGuard(() => provider.GetRequiredService<Settings>().Config.Server.ReachableNetworks))
            .AddSingleton(provider => new GovernedKinds(
                new GovernedParts(provider.GetRequiredService<IRegistryStore>(), provider.GetRequiredService<Settings>().Variables, provider.GetRequiredService<TimeProvider>())
                {
                    Refusal = address => provider.GetRequiredService<NetworkGuard>().Refusal(address),
                    ModelTakenBy = id => provider.GetRequiredService<CatalogSource>().Current.Find(id) is { Source: not ("api" or "file") } model ? model.Source
                        : provider.GetRequiredService<Settings>().Config.Models.ContainsKey(id) ? "the configuration file" : null,
                    Models = new(
                        id => provider.GetRequiredService<CatalogSource>().Current.Find(id) is not null || provider.GetRequiredService<Settings>().Config.Models.ContainsKey(id)
                            || provider.GetRequiredService<IModelReleases>().Releases.Any(release => release.Name == id),
                        () => provider.GetRequiredService<CatalogSource>().Current.All.Select(model => model.Id)),
                    HasKey = id => provider.GetRequiredService<KeyRing>().FindById(id) is not null,
                },
                provider.GetRequiredService<ILogger<GovernedKinds>>()))
            .AddSingleton(provider => new PriceBook(provider.GetRequiredService<GovernedKinds>().Prices.Things, () => provider.GetRequiredService<Settings>().Config.Money))
            .AddSingleton<IPrices>(provider => provider.GetRequiredService<PriceBook>()).AddSingleton<CostEstimator>()
            .AddHostedService<ResponseSweep>().AddHostedService<KeyUseKeeper>()
            .AddHostedService(provider => new AuditService(
                provider.GetRequiredService<LocalStorage>(), () => provider.GetRequiredService<Settings>().Config.Audit, static () => new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null }, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AuditService>>()))
            .AddHostedService(provider => new RetentionSweep(
                provider.GetRequiredService<LocalStorage>(), () => provider.GetRequiredService<Settings>().Config.Retention, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RetentionSweep>>()))
            .AddSingleton(provider => new KeyHasher(provider.GetRequiredService<LocalStorage>().HashSecret))
            .AddSingleton(provider => new PrometheusExporter(new PrometheusExporterOptions { Scope = provider.GetService<System.Diagnostics.Metrics.IMeterFactory>() }))
            .AddSingleton(provider => new EngineShelf(provider.GetRequiredService<EngineHolds>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<Settings>().Traced, provider))
            .AddSingleton(provider =>
            {
                var (settings, log) = (provider.GetRequiredService<Settings>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Secrets"));
                return new SecretBook(provider.GetRequiredService<TimeProvider>(), (reference, value) => settings.Scrubber.Learn(reference.ToString(), value), (reference, fault) => SecretLog.Tell(log, reference, fault));
            })
            .AddSingleton(provider =>
            {
                var (storage, settings, book) = (provider.GetRequiredService<LocalStorage>(), provider.GetRequiredService<Settings>(), provider.GetRequiredService<SecretBook>());
                var own = settings.Config.Secrets.MasterKeyFile;
                return new DatabaseSecrets(storage.Secrets, new MasterKeys(settings.Variables, own ?? storage.Folder.MasterKey, own is null, settings.Scrubber.Register), provider.GetRequiredService<TimeProvider>())
                {
                    Changed = (name, ct) => name is null ? book.RefreshAsync(DatabaseSecrets.Name, ct) : book.RefreshAsync(DatabaseSecrets.Name, name, ct),
                };
            })
            .AddSingleton<IKeptSecrets>(provider => provider.GetRequiredService<DatabaseSecrets>()).AddSingleton<SecretStores>().AddSingleton<SecretUses>()
            .AddSingleton(provider => new ReleaseStore(Path.Combine(provider.GetRequiredService<PenstockOptions>().DataFolder, "models.json")))
            .AddSingleton(provider => new ModelRepository(provider.GetRequiredService<CatalogSource>(), provider.GetRequiredService<EngineHolds>(), provider.GetRequiredService<ReleaseStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Models")))
            .AddSingleton<IModelRepository>(provider => provider.GetRequiredService<ModelRepository>())
            .AddSingleton<IModelReleases>(provider => provider.GetRequiredService<ModelRepository>())
            .AddSingleton<ModelCalls>()
            .AddSingleton(provider => new AfterAnswerQueue(
                provider.GetRequiredService<ILogger<AfterAnswerQueue>>(), provider.GetRequiredService<TimeProvider>(), () => provider.GetRequiredService<Settings>().Config.Server.ShutdownTimeout))
            .AddHostedService(provider => provider.GetRequiredService<AfterAnswerQueue>())
            .AddSingleton<Descriptions<OpenApiDocument>>().AddSingleton<Descriptions<ServedModel>>()
            .AddSingleton<JsonServiceModels>().AddSingleton<InferenceServerModels>().AddSingleton<ServiceModels>()
            .AddSingleton(provider => new RemoteModels(provider.GetRequiredService<PenstockOptions>().DataFolder, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<SecretBook>()))
            .AddSingleton<CatalogPublisher>().AddSingleton<KeptModels>().AddSingleton<CatalogBuilder>().AddSingleton<CatalogRefresh>().AddSingleton<RegistryKinds>().AddSingleton<RequestKinds>()
            .AddHostedService<PenstockLifetime>();
    }

    private static void AddResources(IServiceCollection services)
    {
        services.AddRouting().AddAnswerCompression();
        services.AddCors().AddSingleton<ICorsPolicyProvider, ConfiguredCors>();
        services.AddSingleton(provider => new CallLimits(provider.GetRequiredService<Settings>().Config.Server.MaxBodyBytes))
            .AddSingleton(provider => provider.GetRequiredService<Settings>().Config.Server.Validation is var validation && validation.FastApi
                ? ModelErrors.FastApi(validation.Status) : ModelErrors.Problems(validation.Status))
            .AddSingleton(provider => new ClientAddress(() => provider.GetRequiredService<Settings>().Config.Server.TrustedProxies))
            .AddSingleton<KeyRights>().AddSingleton<ServerState>().AddSingleton<AuditedActions>().AddSingleton<Gate>().AddSingleton<ManagedTurns>().AddSingleton<CallRunner>()
            .AddSingleton<AnthropicResource>().AddSingleton<AnthropicModels>()
            .AddSingleton<OpenAiResource>().AddSingleton<GeminiResource>().AddSingleton<NativeProtocols>().AddSingleton<NativeCalls>().AddSingleton<ModelsResource>().AddSingleton<KeysResource>().AddSingleton<PolicyDecisionsResource>().AddSingleton<ReleasesResource>().AddSingleton<UsageResource>()
            .AddSingleton(provider => new PricesResource(
                provider.GetRequiredService<IPrices>(), provider.GetRequiredService<CostEstimator>().Estimate, provider.GetRequiredService<CatalogSource>(), provider.GetRequiredService<Gate>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<SecretsResource>()
            .AddSingleton<BedrockResource>()
            .AddSingleton(provider => new ResponseKeeper(
                provider.GetRequiredService<IResponseStore>(), provider.GetRequiredService<TimeProvider>(), () => provider.GetRequiredService<Settings>().Config.Storage.ResponsesTtl))
            .AddSingleton(provider => new AuditResource(
                provider.GetRequiredService<IAuditTrail>(), provider.GetRequiredService<LocalStorage>().Checkpoints.LineAsync, provider.GetRequiredService<LocalStorage>().Checkpoints.PublicKey, provider.GetRequiredService<Gate>()))
            .AddSingleton<ContentResource>().AddSingleton<InvoicesResource>()
            .AddSingleton<ResponsesResource>().AddSingleton<MediaResource>().AddSingleton<AzureResource>()
            .AddSingleton<CohereResource>().AddSingleton<RerankResource>()
            .AddSingleton<OpenInferenceResource>().AddSingleton<RepositoryResource>()
            .AddSingleton<HealthResource>().AddSingleton<DocumentsResource>().AddSingleton<FallbackResource>()
            .AddSingleton(provider => new MetricsResource(provider.GetRequiredService<Gate>(), PrometheusExporter.ContentType, provider.GetRequiredService<PrometheusExporter>().WriteAsync))
            .AddSingleton(provider =>
            {
                var levels = provider.GetRequiredService<LogLevelSwitch>();
                return new LoggingResource(provider.GetRequiredService<Gate>(), provider.GetRequiredService<AuditedActions>(), () => LogLevels.Word(levels.Minimum), word =>
                {
                    var known = LogLevels.TryParse(word, out var level);
                    levels.Minimum = known ? level : levels.Minimum;
                    return known;
                });
            });
    }

    private static void AddLogging(WebApplicationBuilder builder, PenstockOptions options, Settings settings)
    {
        var logging = PenstockLogging.Start(
            new PenstockLogOptions
            {
                Format = settings.Config.Logging.Format switch { LoggingFormat.Text => LogFormat.Text, LoggingFormat.Json => LogFormat.Json, _ => LogFormat.Auto },
                DataDirectory = options.DataFolder,
                Console = options.LogToConsole ? Console.OpenStandardOutput() : null,
            },
            settings.Levels,
            settings.Scrubber,
            options.Time);

        // Registered by a factory, so that the container disposes it.
        builder.Services.AddSingleton(_ => logging);
        builder.Logging.AddPenstockLogging(logging);
    }
}
