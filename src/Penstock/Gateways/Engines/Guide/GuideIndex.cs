namespace Penstock.Gateways.Engines.Guide;

/// <summary>
/// Ranks passages by BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with k1 = 1.2, b = 0.75 and the
/// inverse document frequency ln(1 + (N − n + 0.5) / (n + 0.5)), which is never negative.
/// </summary>
internal sealed class GuideIndex
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    // A heading says what a passage is about: its words count as often.
    private const int HeadingWeight = 3;

    // Less of the question's weight than this found, and the passage is about something else.
    private const double LeastCoverage = 0.34;

    private readonly GuidePassage[] _passages;
    private readonly int[] _lengths;
    private readonly double _meanLength;
    private readonly Dictionary<string, List<(int Passage, int Count)>> _postings = new(StringComparer.Ordinal);

    internal GuideIndex(IEnumerable<GuidePassage> passages)
    {
        _passages = [.. passages];
        _lengths = new int[_passages.Length];
        for (var i = 0; i < _passages.Length; i++)
        {
            var heading = GuideWords.Of(_passages[i].Heading).ToList();
            var terms = GuideWords.Of(_passages[i].Text).Concat(Enumerable.Repeat(heading, HeadingWeight).SelectMany(words => words))
                .ToList();
            _lengths[i] = terms.Count;
            foreach (var (term, count) in terms.CountBy(term => term))
            {
                if (!_postings.TryGetValue(term, out var posting))
                {
                    _postings[term] = posting = [];
                }

                posting.Add((i, count));
            }
        }

        _meanLength = _lengths.Length == 0 ? 1 : Math.Max(1, _lengths.Average());
        Sources = [.. _passages.Select(passage => passage.Source).Distinct()];
    }

    /// <summary>The documents, in their order.</summary>
    internal IReadOnlyList<string> Sources { get; }

    /// <summary>The best passages for a question, the best first; none when nothing is about it.</summary>
    internal IReadOnlyList<(GuidePassage Passage, double Score)> Find(string question, int most)
    {
        var scores = new double[_passages.Length];
        var found = new double[_passages.Length];
        var asked = 0.0;
        foreach (var term in GuideWords.Of(question).Distinct())
        {
            var posting = _postings.GetValueOrDefault(term);
            var n = posting?.Count ?? 0;
            var weight = Math.Log(1 + ((_passages.Length - n + 0.5) / (n + 0.5)));
            asked += weight;
            foreach (var (passage, count) in posting ?? [])
            {
                scores[passage] += weight * count * (K1 + 1) / (count + (K1 * (1 - B + (B * _lengths[passage] / _meanLength))));
                found[passage] += weight;
            }
        }

        return
        [
            .. Enumerable.Range(0, scores.Length)
                .Where(i => scores[i] > 0 && found[i] >= LeastCoverage * asked)
                .OrderByDescending(i => scores[i]).ThenBy(i => i)
                .Take(most)
                .Select(i => (_passages[i], scores[i])),
        ];
    }
}
