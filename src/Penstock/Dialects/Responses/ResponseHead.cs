namespace Penstock.Dialects.Responses;

/// <summary>What every response begins with.</summary>
/// <param name="Id">Its id: it finds what is kept, so it is never another dialect's.</param>
/// <param name="Model">The model's public name: what the client asked for.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Echo">What it says again of its request.</param>
internal sealed record ResponseHead(string Id, string Model, DateTimeOffset Created, ResponseEcho Echo)
{
    /// <summary>The id of an item of this response.</summary>
    /// <param name="kind">What it is: <c>msg</c>, <c>rs</c>, <c>fc</c>.</param>
    /// <param name="number">Its place in the output.</param>
    public string ItemId(string kind, int number) => $"{kind}_{(Id.IndexOf('_') is >= 0 and var at ? Id[(at + 1)..] : Id)}{number:d4}";
}
