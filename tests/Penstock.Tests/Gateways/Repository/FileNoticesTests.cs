using Penstock.Gateways.Repository;
using Penstock.Tests.Gateways.Storage;
using Xunit;

namespace Penstock.Tests.Gateways.Repository;

public sealed class FileNoticesTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Files_of_one_folder_take_one_watch_and_many_folders_do_not_use_up_the_user_s()
    {
        string[] folders = [.. Enumerable.Range(0, 40).Select(i => Directory.CreateDirectory(_temporary[$"m{i}"]).FullName)];

        using var together = new FileNotices([Path.Combine(folders[0], "a.onnx"), Path.Combine(folders[0], "b.onnx")], static () => { });
        using var many = new FileNotices(folders, static () => { });

        // Fewer where other programs have taken most of the machine's.
        Assert.InRange(together.Watched, 0, 1);
        Assert.InRange(many.Watched, 0, 16);
    }

    [Fact]
    public async Task Tells_of_a_file_that_was_replaced()
    {
        var file = Path.Combine(Directory.CreateDirectory(_temporary["one"]).FullName, "model.onnx");
        await File.WriteAllTextAsync(file, "one", TestContext.Current.CancellationToken);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var notices = new FileNotices([file], () => told.TrySetResult());
        Assert.SkipWhen(notices.Watched == 0, "The machine has no watches left.");

        await File.WriteAllTextAsync(file + ".new", "two", TestContext.Current.CancellationToken);
        File.Move(file + ".new", file, overwrite: true);

        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
