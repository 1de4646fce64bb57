using Penstock.Gateways.Engines.Guide;

namespace Penstock.Tests.Gateways.Engines.Guide;

/// <summary>Documents like Penstock's, in small.</summary>
internal static class Corpus
{
    private const string Readme = """
        # Penstock

        One governed API in front of every model.

        ## Run it

        `./run` starts the server on 127.0.0.1:8080. Give another port with `PORT`.

        ```sh
        # this is no heading
        ./run --config penstock.yaml
        ```

        ## Keys

        The admin key is printed once at first start. `POST /api/v1/keys` creates a key; `requests_per_minute` limits it.

        ### Revoking

        DELETE revokes a key at once, and cuts the streams that run under it.
        """;

    private const string Architecture = """
        # Architecture

        ## The pipeline

        `CallPipeline` builds the chain of stages once. The order is written in one file.

        ## The journal

        A call's record is journaled before the last byte of its answer is released. Replaying after a crash makes no doubles.
        """;

    internal static GuideIndex Index { get; } = new([.. PassageSplitter.Split("README.md", Readme), .. PassageSplitter.Split("docs/architecture.md", Architecture)]);

    internal static IReadOnlyList<GuidePassage> ReadmePassages { get; } = [.. PassageSplitter.Split("README.md", Readme)];
}
