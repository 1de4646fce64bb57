// A test of a service without a port: the whole server in this process, with a fake in the place of a service.
// Run it:
//     dotnet run samples/testing.cs
// It prints:
//     20 for a dog
//     403 for a key that may not
//     the function never saw the real prices
#:project ../src/Penstock/Penstock.csproj

using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock;

await using var test = await Serve.Test(app =>
{
    Define(app);
    app.Builder.Services.AddSingleton<IPrices>(new FixedPrices());
});

// A call like any caller's, over HTTP.
var quote = await test.Call<Quote>("price", new { kind = "dog" });
Console.WriteLine($"{quote.Total} for a {quote.Kind}");

// Keys are as real as the rest.
using var client = test.NewClient(await test.NewKey("another-model"));
using var refused = await client.PostAsJsonAsync("models/price/invoke", new { kind = "dog" });
Console.WriteLine($"{(int)refused.StatusCode} for a key that may not");

Console.WriteLine(RealPrices.Asked ? "the function saw the real prices" : "the function never saw the real prices");

// What the program itself would run: var app = Serve.App(args); Define(app); app.Run();
static void Define(ServeApp app)
{
    app.Builder.Services.AddSingleton<IPrices, RealPrices>();
    app.Function("price", (string kind, IPrices prices) => new Quote(kind, prices.Of(kind)));
}

record Quote(string Kind, decimal Total);

interface IPrices
{
    decimal Of(string kind);
}

sealed class RealPrices : IPrices
{
    public static bool Asked { get; private set; }

    public decimal Of(string kind)
    {
        Asked = true;
        throw new InvalidOperationException("There is no shop in a test.");
    }
}

sealed class FixedPrices : IPrices
{
    public decimal Of(string kind) => kind == "dog" ? 20 : 10;
}
