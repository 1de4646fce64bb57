namespace Penstock.Resources.Documents;

/// <summary>Parameters and headers that all calls have.</summary>
internal static class CallParameters
{
    /// <summary>The tags a caller may give. They have no example, which Swagger UI would send with each call.</summary>
    public static readonly ParameterDescription Tags = new("x-penstock-tags", "header", "Tags for the call's record, `name=value` with commas between them: `team=search,run=42`.");

    /// <summary>What every answer of a call has.</summary>
    public static readonly IReadOnlyList<(string, string)> Answered = [(ErrorAnswer.CallIdHeader, "The call's id, for `GET /api/v1/calls/{id}`.")];

    /// <summary>A model's id in the path.</summary>
    public static ParameterDescription Model(string name) =>
        new(name, "path", "The model's id. It may hold slashes, colons and dots, percent-encoded or not.") { IsModel = true };
}
