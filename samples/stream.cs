// A function that yields is a stream: events, lines or a list, as the caller asks.
// Start it, and keep the admin key that it prints at its first start:
//     dotnet run samples/stream.cs
// Call it for server-sent events:
//     curl -N http://127.0.0.1:8080/models/count/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"to":2}'
// It answers:
//     data: {"number":1,"square":1}
//
//     data: {"number":2,"square":4}
// Call it for JSON Lines:
//     curl -N http://127.0.0.1:8080/models/count/invoke -H "Accept: application/jsonl" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"to":2}'
// It answers:
//     {"number":1,"square":1}
//     {"number":2,"square":4}
// Call it for a list:
//     curl http://127.0.0.1:8080/models/count/invoke -H "Accept: application/json" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"to":2}'
// It answers:
//     [{"number":1,"square":1},{"number":2,"square":4}]
#:project ../src/Penstock/Penstock.csproj

using System.Runtime.CompilerServices;
using Penstock;

var app = Serve.App(args);
app.Stream("count", Count, "Counts, and waits a little between two numbers.");
app.Run();

static async IAsyncEnumerable<Step> Count(int to, [EnumeratorCancellation] CancellationToken ct)
{
    for (var number = 1; number <= to; number++)
    {
        yield return new Step(number, number * number);

        // Cancelled when the client leaves.
        await Task.Delay(100, ct);
    }
}

record Step(int Number, int Square);
