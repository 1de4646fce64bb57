namespace Penstock.Resources.Models;

/// <summary>How typed models answer errors.</summary>
/// <param name="Format">The format.</param>
/// <param name="Whole">Whether it shows what was received as a whole.</param>
internal sealed record ModelErrors(ErrorFormat Format, bool Whole)
{
    /// <summary>Problem details, as everywhere else.</summary>
    /// <param name="status">The status of an input that does not fit.</param>
    public static ModelErrors Problems(int status) => new(status == 422 ? ProblemFormat.Instance : new ProblemFormat(status), Whole: false);

    /// <summary>As FastAPI answers them.</summary>
    /// <param name="status">The status of an input that does not fit.</param>
    public static ModelErrors FastApi(int status) => new(new FastApiFormat(status), Whole: true);
}
