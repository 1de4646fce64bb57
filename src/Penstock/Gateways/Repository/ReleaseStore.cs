using System.Text.Json;

namespace Penstock.Gateways.Repository;

/// <summary>Keeps what was decided by hand about versions in a file of the data folder, <c>models.json</c>.</summary>
/// <param name="path">The file; null to keep nothing.</param>
internal sealed class ReleaseStore(string? path)
{
    private readonly SortedDictionary<string, ReleaseChoice> _choices = Read(path);
    private readonly Lock _gate = new();

    /// <summary>What was decided about a model.</summary>
    public ReleaseChoice Of(string model)
    {
        lock (_gate)
        {
            return _choices.GetValueOrDefault(model, ReleaseChoice.None);
        }
    }

    /// <summary>Keeps a decision.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Set(string model, ReleaseChoice choice)
    {
        lock (_gate)
        {
            if (choice == ReleaseChoice.None)
            {
                _choices.Remove(model);
            }
            else
            {
                _choices[model] = choice;
            }

            if (path is not null)
            {
                // Beside it and renamed, so that a crash leaves the old or the new one.
                var next = path + ".tmp";
                File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(_choices, ReleaseJson.Default.SortedDictionaryStringReleaseChoice));
                File.Move(next, path, overwrite: true);
            }
        }
    }

    private static SortedDictionary<string, ReleaseChoice> Read(string? path)
    {
        try
        {
            return path is not null && File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ReleaseJson.Default.SortedDictionaryStringReleaseChoice) ?? []
                : [];
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{path}: what was decided about models' versions cannot be read: {problem.Message} Mend the file or remove it.", problem);
        }
    }
}
