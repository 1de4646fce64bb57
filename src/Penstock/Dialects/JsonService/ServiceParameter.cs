namespace Penstock.Dialects.JsonService;

/// <summary>A parameter of an operation outside its body.</summary>
/// <param name="Name">Its name at the service.</param>
/// <param name="Field">The name of the model's input it is taken from.</param>
/// <param name="Place">Where it goes.</param>
/// <param name="Exploded">Whether each item of a list is a parameter of its own (<c>a=1&amp;a=2</c>); otherwise <c>a=1,2</c>.</param>
internal sealed record ServiceParameter(string Name, string Field, ServiceParameterPlace Place, bool Exploded);
