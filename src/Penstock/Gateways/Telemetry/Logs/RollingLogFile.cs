namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// JSON lines in <c>&lt;data&gt;/logs/penstock-YYYYMMDD[-N].log</c>: a new file each day (UTC) and when one is full; the oldest
/// are deleted. When the disk fails, lines are lost and counted, and the next ones are tried again.
/// </summary>
internal sealed class RollingLogFile(string folder, long maxBytes, int keep) : ILogSink
{
    private FileStream? _file;
    private LogFileName _name;
    private long _size;
    private bool _skipping;
    private bool _announced;
    private long _lost;
    private string? _trouble;

    /// <inheritdoc/>
    public void Write(LogLine line, ReadOnlySpan<byte> json)
    {
        // After a failure the rest of the batch goes the same way: a full disk is asked once a batch, not once a line.
        if (_skipping)
        {
            _lost++;
            return;
        }

        try
        {
            var day = DateOnly.FromDateTime(line.Time.UtcDateTime);
            // A record that waited over midnight stays in the newer file: files only go forward.
            if (_file is null || day > _name.Day) Open(day);
            else if (_size + json.Length > maxBytes && _size > 0) Open(_name.Day, _name.Number + 1);
            _file!.Write(json);
            _size += json.Length;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(failure);
            _lost++;
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        try
        {
            if (_file is null) return;
            _file.Flush();
            _trouble = null;
        }
        catch (IOException failure)
        {
            Fail(failure);
        }
        finally
        {
            _skipping = false;
        }
    }

    /// <inheritdoc/>
    public string? TakeTrouble()
    {
        if (_trouble is not null && !_announced)
        {
            _announced = true;
            return $"the log file in {folder} cannot be written, lines are lost until it can: {_trouble}";
        }

        if (_trouble is not null || !_announced) return null;
        _announced = false;
        (var lost, _lost) = (_lost, 0);
        return $"the log file in {folder} can be written again; {lost} lines were lost";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        Close();
    }

    private void Open(DateOnly day, int number = 0)
    {
        Close();
        Directory.CreateDirectory(folder);
        var existing = LogFileName.In(folder);
        var newest = existing.LastOrDefault(new LogFileName(day, number));
        // A clock that was set back does not write into the past.
        _name = newest.CompareTo(new LogFileName(day, number)) > 0 ? newest : new LogFileName(day, number);
        _file = OpenFile(_name);
        if (_file.Length >= maxBytes)
        {
            _file.Dispose();
            _name = _name with { Number = _name.Number + 1 };
            _file = OpenFile(_name);
        }

        EndTornLine();
        foreach (var old in LogFileName.In(folder).SkipLast(keep)) File.Delete(Path.Combine(folder, old.ToString()));
    }

    private FileStream OpenFile(LogFileName name)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            // `penstock logs` reads meanwhile.
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 64 * 1024,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        var file = new FileStream(Path.Combine(folder, name.ToString()), options);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    // A crash may have left half a line; the next record must not be glued to it.
    private void EndTornLine()
    {
        _size = _file!.Length;
        if (_size == 0) return;
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() == '\n') return;
        _file.WriteByte((byte)'\n');
        _size++;
    }

    private void Fail(Exception failure)
    {
        _skipping = true;
        _trouble = failure.Message;
        Close();
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be flushed is lost with the disk; the trouble has been noted.
        }

        _file = null;
    }
}
