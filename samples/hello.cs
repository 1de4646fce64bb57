// A function as a service, in one line.
// Start it, and keep the admin key that it prints at its first start:
//     dotnet run samples/hello.cs
// Call it:
//     curl http://127.0.0.1:8080/models/hello/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"who":"ada","times":2}'
// It answers:
//     "hello ada, hello ada"
#:project ../src/Penstock/Penstock.csproj

using Penstock;

Serve.Run((string who, int times = 1) => string.Join(", ", Enumerable.Repeat($"hello {who}", times)), name: "hello");
