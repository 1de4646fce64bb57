using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Gateways.Network;
using Penstock.Gateways.Notices;
using Penstock.Gateways.Storage;
using Penstock.Pipeline.Budgets;
using Penstock.Secrets;

namespace Penstock.Config.Governance;

/// <summary>Puts the parts of budgets together.</summary>
internal static class BudgetSetup
{
    /// <summary>Adds the book, what keeps it, and the stages.</summary>
    public static IServiceCollection AddBudgets(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<LocalStorage>().Budgets)
        .AddSingleton<BudgetBook>()
        .AddSingleton(provider => new BudgetKeeper(
            provider.GetRequiredService<BudgetBook>(), provider.GetRequiredService<IBudgetStore>(), provider.GetRequiredService<TimeProvider>(), NotKept(provider)))
        .AddSingleton(provider => new BudgetStage(
            provider.GetRequiredService<BudgetBook>(), provider.GetRequiredService<IBudgetStore>(), provider.GetRequiredService<IPrices>(), RequestBound.Of, NotKept(provider)))
        .AddHostedService(provider => new BudgetNotices(
            provider.GetRequiredService<BudgetBook>(),
            provider.GetRequiredService<NetworkGuard>(),
            budget => provider.GetRequiredService<GovernedKinds>().Budgets.Shelf.Items.TryGetValue(budget.Id, out var item) && item.DeclaredAt is not null,
            () => provider.GetRequiredService<Settings>().Config.WebhookSecret?.In(provider.GetRequiredService<SecretBook>()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>(),
            provider.GetRequiredService<ILogger<BudgetNotices>>()));

    private static Action<IOException> NotKept(IServiceProvider provider)
    {
        var log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Budgets");
        return fault => SetupLog.BudgetNotKept(log, fault);
    }
}
