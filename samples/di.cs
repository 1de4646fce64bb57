// Services, what a function may know of its caller, work after the answer, hooks, an endpoint of one's own, and CORS.
// Start it, and keep the admin key that it prints at its first start:
//     dotnet run samples/di.cs
// Call it:
//     curl http://127.0.0.1:8080/models/order/invoke -H "x-penstock-tags: shop=north" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"dish":"soup"}'
// It answers:
//     {"number":101,"dish":"soup","ordered_by":"admin","shop":"north"}
// What was left to be done after the answer is soon done:
//     for i in 1 2 3 4 5 6 7 8 9; do curl -s http://127.0.0.1:8080/kitchen | grep -q soup && break; sleep 1; done; curl -s http://127.0.0.1:8080/kitchen
// It answers:
//     ["soup"]
#:project ../src/Penstock/Penstock.csproj

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock;

var app = Serve.App(args);
app.Builder.Services.AddSingleton<Kitchen>();

// Callers give the dish. The kitchen and the log are services, the others come from Penstock.
app.Function("order", (string dish, Kitchen kitchen, CallInfo call, AfterAnswer after, ILogger<Kitchen> log) =>
{
    after.Run(async ct => await kitchen.CookAsync(dish, ct));
    log.LogInformation("{Dish} was ordered", dish);
    return new Receipt(kitchen.NextNumber(), dish, call.KeyName, call.Tags.GetValueOrDefault("shop"));
});

app.OnStart(services => services.GetRequiredService<Kitchen>().OpenAsync());
app.OnStop(services => services.GetRequiredService<Kitchen>().CloseAsync());
app.Cors("https://shop.example");

// An endpoint of one's own asks for no key, unless you write that it does.
app.Web.MapGet("/kitchen", (Kitchen kitchen) => kitchen.Cooked);

app.Run();

record Receipt(int Number, string Dish, string OrderedBy, string? Shop);

sealed class Kitchen
{
    private int _number;

    public ConcurrentQueue<string> Cooked { get; } = [];

    public int NextNumber() => Interlocked.Increment(ref _number);

    public async Task CookAsync(string dish, CancellationToken ct)
    {
        await Task.Delay(100, ct);
        Cooked.Enqueue(dish);
    }

    public Task OpenAsync()
    {
        _number = 100;
        return Task.CompletedTask;
    }

    public Task CloseAsync()
    {
        Console.WriteLine($"The kitchen is closed; it cooked {Cooked.Count}.");
        return Task.CompletedTask;
    }
}
