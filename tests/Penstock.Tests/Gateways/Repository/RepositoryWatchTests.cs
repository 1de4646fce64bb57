using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Gateways.Repository;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Repository;

public sealed class RepositoryWatchTests : IAsyncDisposable
{
    private readonly TextModels _models = new();

    public ValueTask DisposeAsync() => _models.DisposeAsync();

    [Fact]
    public async Task Sees_by_polling_alone_and_looks_again_soon_until_it_has_settled()
    {
        _models.Write("m/1/model.onnx", "one");
        await _models.ApplyAsync();
        await using var watch = new RepositoryWatch(_models.Repository, _models.Time, NullLogger.Instance);
        _models.Write("m/2/model.onnx", "two");

        await Eventually.TrueAsync(async () =>
        {
            _models.Time.Advance(RepositoryWatch.SettlePeriod);
            return await _models.AskAsync("m") == "two";
        }, "the new version answers");
    }
}
