using System.Text;
using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Checks what is said of a model's inputs: a default or an example that callers could not give is a mistake.</summary>
internal static class RuleCheck
{
    /// <summary>What is wrong: of which input or column, and what.</summary>
    internal static IEnumerable<(string Name, string What)> Mistakes(Signature signature)
    {
        foreach (var field in signature.Inputs)
        {
            for (var i = 0; i < field.ColumnRules.Count; i++)
            {
                var name = field.Columns.Count > i ? field.Columns[i] : field.Name;
                foreach (var (word, json) in ((string, string?)[])[("default", field.ColumnRules[i].Default), ("example", field.ColumnRules[i].Example)])
                {
                    if (json is not null && Put(field, i, json) is { } fault)
                    {
                        yield return (name, $"its {word} {json} does not fit: {fault.Message}");
                    }
                }
            }
        }
    }

    private static Fault? Put(Field field, int column, string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return TensorBuilder.For(field).Put(ref reader, column);
    }
}
