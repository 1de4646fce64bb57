using System.Text;

namespace Penstock.Dialects.Predict;

/// <summary>One member of a row, and where its value goes.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Input">Which of the signature's inputs.</param>
/// <param name="Offset">Where in that input's row.</param>
/// <param name="Optional">Whether it may be left out of all rows; the model has its own value then.</param>
internal sealed record PredictColumn(string Name, int Input, int Offset, bool Optional)
{
    /// <summary>The value of a row that leaves it out, as JSON; null when it must be given.</summary>
    internal byte[]? Default { get; init; }

    /// <summary>The name's UTF-8, to be compared without unescaping.</summary>
    internal byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Name);
}
