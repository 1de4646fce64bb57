// A function as a service, in one line. From the repository's root:
//     PENSTOCK_ADMIN_KEY=ps_my0admin0key0of0sixteen0or0more dotnet run samples/hello.cs
// Call it:
//     curl http://127.0.0.1:8080/models/hello/invoke -H "Authorization: Bearer ps_my0admin0key0of0sixteen0or0more" -H "Content-Type: application/json" -d '{"who":"ada"}'
// It answers:
//     "hello ada"
#:project ../src/Penstock/Penstock.csproj

using Penstock;

Serve.Run((string who, int times = 1) => string.Join(", ", Enumerable.Repeat($"hello {who}", times)), name: "hello");
