namespace Penstock.Domain.Calls;

/// <summary>How a typed input is laid out.</summary>
public enum PredictLayout
{
    /// <summary>Whole tensors by name; a function's arguments by name.</summary>
    Tensors,

    /// <summary>One row.</summary>
    Row,

    /// <summary>A list of rows.</summary>
    Rows,
}
