namespace Penstock.Dialects.JsonService;

/// <summary>How a model's inputs make the body of a request.</summary>
internal enum ServiceBody
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The caller's JSON as it came: the service has no document.</summary>
    Opaque,

    /// <summary>An object whose members are the inputs that are no parameters.</summary>
    Members,

    /// <summary>The one input <see cref="ServiceOperation.WholeBody"/>.</summary>
    Whole,
}
