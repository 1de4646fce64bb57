using System.Text;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Reads log files from their end, and then what is appended, from file to file.</summary>
internal sealed class LogTail(string folder)
{
    private const int Block = 64 * 1024;

    private LogFileName? _file;
    private long _offset;

    /// <summary>The newest complete lines, oldest first, across as many files as it takes; <see cref="Next"/> goes on from there.</summary>
    public IReadOnlyList<string> Last(int count)
    {
        List<string> lines = [];
        foreach (var name in LogFileName.In(folder).Reverse())
        {
            using var file = Open(name);
            if (file is null) continue;
            var end = LineStart(file, file.Length, 0);
            if (_file is null) (_file, _offset) = (name, end);
            if (lines.Count >= count) break;
            var start = LineStart(file, end, count - lines.Count);
            lines.InsertRange(0, Lines(file, start, end));
        }

        return lines;
    }

    /// <summary>The complete lines that came since; goes on to newer files when it has read the older one to its end.</summary>
    public IReadOnlyList<string> Next()
    {
        List<string> lines = [];
        while (true)
        {
            // First the list, then the rest of this file: when a newer one is in the list, this one is complete.
            var files = LogFileName.In(folder);
            if (_file is { } current)
            {
                using var file = Open(current);
                if (file is not null)
                {
                    if (file.Length < _offset) _offset = 0;
                    var end = LineStart(file, file.Length, 0);
                    if (end > _offset) lines.AddRange(Lines(file, _offset, end));
                    _offset = Math.Max(_offset, end);
                }
            }

            var newer = files.Where(name => _file is null || name.CompareTo(_file.Value) > 0).ToList();
            if (newer.Count == 0) return lines;
            (_file, _offset) = (newer[0], 0);
        }
    }

    /// <summary>Where the line begins that is <paramref name="count"/> lines before the last line feed in front of <paramref name="end"/>.</summary>
    private static long LineStart(FileStream file, long end, int count)
    {
        var block = new byte[Block];
        var left = count;
        while (end > 0)
        {
            var length = (int)Math.Min(Block, end);
            file.Seek(end - length, SeekOrigin.Begin);
            file.ReadExactly(block, 0, length);
            for (var i = length - 1; i >= 0; i--)
            {
                if (block[i] == '\n' && left-- == 0) return end - length + i + 1;
            }

            end -= length;
        }

        return 0;
    }

    private static string[] Lines(FileStream file, long start, long end)
    {
        if (end <= start) return [];
        var bytes = new byte[end - start];
        file.Seek(start, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes.AsSpan(..^1)).Split('\n');
    }

    private FileStream? Open(LogFileName name)
    {
        try
        {
            return new FileStream(Path.Combine(folder, name.ToString()), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            // Deleted for age between the listing and now.
            return null;
        }
    }
}
