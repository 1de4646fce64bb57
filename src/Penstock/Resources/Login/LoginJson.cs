using System.Text.Json.Serialization;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Login;

/// <summary>Source-generated JSON of logins.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LoginAttempt))]
[JsonSerializable(typeof(IssuersView))]
[JsonSerializable(typeof(MeView))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionView))]
internal sealed partial class LoginJson : JsonSerializerContext;
