// Records in, records out; what does not fit is refused with every mistake at once.
// Start it, and keep the admin key that it prints at its first start:
//     dotnet run samples/pets.cs
// Call it; a number may come as a text:
//     curl http://127.0.0.1:8080/models/price/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"pet":{"name":"Bo","kind":"guinea_pig","weight_kg":"0.9"},"copies":3}'
// It answers:
//     {"total":10.80,"line":"3 × Bo, a guinea pig"}
// Call it with mistakes, and look at their paths:
//     curl -s http://127.0.0.1:8080/models/price/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"pet":{"name":"Bo","kind":"lion","weight_kg":900},"copies":1.5}' | grep -o '"path":"[^"]*"'
// It answers:
//     "path":"pet.kind"
//     "path":"pet.weight_kg"
//     "path":"copies"
#:project ../src/Penstock/Penstock.csproj

using System.ComponentModel.DataAnnotations;
using Penstock;

var app = Serve.App(args);
app.Function("price", (Pet pet, int copies = 1) => new Quote(Math.Round(copies * 4m * (decimal)pet.WeightKg, 2), $"{copies} × {pet.Name}, a {pet.Kind switch
{
    Kind.GuineaPig => "guinea pig",
    var other => other.ToString().ToLowerInvariant(),
}}"), "What a pet costs, by its weight.");
app.Run();

record Pet([MaxLength(20)] string Name, Kind Kind, [Range(0.1, 100)] double WeightKg);

record Quote(decimal Total, string Line);

enum Kind
{
    Dog,
    Cat,
    GuineaPig,
}
