namespace Penstock.Gateways.Storage.Sql;

/// <summary>What is in a column: a text, a number, or nothing. It spares a box for each number of each record.</summary>
internal readonly record struct ColumnValue(string? Text, long? Number)
{
    public static implicit operator ColumnValue(string? text) => new(text, null);

    public static implicit operator ColumnValue(long? number) => new(null, number);

    public static implicit operator ColumnValue(long number) => new(null, number);
}
