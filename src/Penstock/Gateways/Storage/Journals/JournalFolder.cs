using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>A folder of numbered segments, and the journal's own id, by which the database knows how far it has read.</summary>
internal sealed class JournalFolder
{
    private const string Ending = ".log";

    /// <summary>Opens a folder, and names the journal if it has no name yet.</summary>
    public JournalFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(path);
        var file = System.IO.Path.Combine(path, "id");
        var id = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        if (id.Length == 0)
        {
            id = RandomNumberGenerator.GetHexString(16, lowercase: true);
            File.WriteAllText(file, id + "\n");
        }

        Id = id;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The journal's id: random, made with the folder.</summary>
    public string Id { get; }

    /// <summary>The numbers of the segments there are, in order.</summary>
    public IReadOnlyList<long> Segments()
    {
        var numbers = new List<long>();
        foreach (var file in Directory.EnumerateFiles(Path, "*" + Ending))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(file);
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>When anything was written here last; null when nothing ever was.</summary>
    public DateTimeOffset? LastWritten()
    {
        DateTimeOffset? last = null;
        foreach (var segment in Segments())
        {
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(FileOf(segment)));
            last = last > written ? last : written;
        }

        return last;
    }

    /// <summary>The file of a segment.</summary>
    public string FileOf(long segment) => System.IO.Path.Combine(Path, segment.ToString("D8", CultureInfo.InvariantCulture) + Ending);

    /// <summary>Makes a segment's file.</summary>
    public SafeFileHandle Create(long segment) =>
        File.OpenHandle(FileOf(segment), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Opens a segment to read it; null when it is not there.</summary>
    public SafeFileHandle? Open(long segment)
    {
        var file = FileOf(segment);
        return File.Exists(file) ? File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
    }

    /// <summary>Deletes every segment before a number; damaged ones, all there is of some records, are only renamed.</summary>
    public void DeleteBefore(long segment, IReadOnlySet<long> damaged)
    {
        foreach (var number in Segments())
        {
            if (number >= segment)
            {
                return;
            }

            var file = FileOf(number);
            if (damaged.Contains(number))
            {
                File.Move(file, System.IO.Path.ChangeExtension(file, ".damaged"), overwrite: true);
            }
            else
            {
                File.Delete(file);
            }
        }
    }
}
