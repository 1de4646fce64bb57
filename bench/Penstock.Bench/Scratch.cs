namespace Penstock.Bench;

/// <summary>The temporary folders of this run, deleted with it.</summary>
internal sealed class Scratch : IDisposable
{
    private static readonly List<Scratch> All = [];

    public Scratch() => All.Add(this);

    public string Folder { get; } = Directory.CreateTempSubdirectory("penstock-bench-").FullName;

    public static void DeleteAll() => All.ForEach(scratch => scratch.Dispose());

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
