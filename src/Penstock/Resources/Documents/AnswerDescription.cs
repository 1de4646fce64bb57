namespace Penstock.Resources.Documents;

/// <summary>An answer that is no error.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="Description">When it is given and what is in it.</param>
/// <param name="Contents">Its body, one entry for each form it may have; none when it has no body.</param>
internal sealed record AnswerDescription(int Status, string Description, params IReadOnlyList<ContentDescription> Contents)
{
    /// <summary>Its headers, with what they say.</summary>
    public IReadOnlyList<(string Name, string Description)> Headers { get; init; } = [];
}
