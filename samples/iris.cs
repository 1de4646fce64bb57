// An ONNX file as a service, in one line. The file names its own columns and classes (samples/train-iris makes it).
// Start it, and keep the admin key that it prints at its first start:
//     dotnet run samples/iris.cs
// Call it:
//     curl http://127.0.0.1:8080/models/iris/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}'
// It answers:
//     {"label":0,"class_name":"setosa","probabilities":{"setosa":1,"versicolor":2.0960174E-24,"virginica":7E-45}}
#:project ../src/Penstock/Penstock.csproj

using Penstock;

Serve.Run("../src/Penstock/Gateways/Engines/Box/iris.onnx");
