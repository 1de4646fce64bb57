using System.Data.Common;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Short forms over ADO.NET.</summary>
internal static class DbCommands
{
    /// <summary>A command with named parameters.</summary>
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.AddParameter(name).Value = value ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>Adds a parameter without a value.</summary>
    public static DbParameter AddParameter(this DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Runs statements without parameters.</summary>
    public static async Task ExecuteAsync(this DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.Command(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A text, or null.</summary>
    public static string? Text(this DbDataReader reader, string column) =>
        reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : reader.GetString(at);

    /// <summary>An integer, or null.</summary>
    public static long? Number(this DbDataReader reader, string column) =>
        reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : reader.GetInt64(at);
}
