using System.Runtime.CompilerServices;
using Penstock.Domain.Access;

namespace Penstock.Pipeline;

/// <summary>
/// What calls matched of late: who calls many times is not matched anew each time. Calls are told apart by all that matching looks at (<see cref="Applies.Match"/>, and the
/// names of scopes). It belongs to one set of rules, and goes with it. A race at worst makes a match again.
/// </summary>
internal sealed class RecentMatches<T>
    where T : class
{
    // Each call has one place where it can be; a power of two.
    private const int Places = 1024;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>What a call matched; null when that is not known.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="model">The model's public name.</param>
    /// <param name="tags">The call's governed tags.</param>
    /// <param name="provider">The provider of an attempt; null for the call as a whole.</param>
    public T? Find(Caller caller, string? model, IReadOnlyDictionary<string, string> tags, string? provider = null) =>
        At(caller, model, provider) is { } entry && entry.Is(caller, model, tags, provider) ? entry.Found : null;

    /// <summary>Keeps what a call matched.</summary>
    public T Keep(Caller caller, string? model, IReadOnlyDictionary<string, string> tags, string? provider, T found)
    {
        At(caller, model, provider) = new Entry(caller, model, tags, provider, found);
        return found;
    }

    private ref Entry? At(Caller caller, string? model, string? provider) =>
        ref _entries[(caller.Key.Id.GetHashCode(StringComparison.Ordinal) ^ RuntimeHelpers.GetHashCode(model) ^ RuntimeHelpers.GetHashCode(provider)) & (Places - 1)];

    private sealed class Entry(Caller caller, string? model, IReadOnlyDictionary<string, string> tags, string? provider, T found)
    {
        // Not the caller itself: it says from where it calls, and of a token it is made anew each time.
        private readonly string _key = caller.Key.Id;
        private readonly Principal? _principal = caller.Principal;
        private readonly IReadOnlyList<string> _teams = caller.Teams;
        private readonly IReadOnlyList<string> _roles = caller.Roles;

        public T Found => found;

        // Tags that a client sent are new each time; those of keys are not.
        public bool Is(Caller other, string? otherModel, IReadOnlyDictionary<string, string> otherTags, string? otherProvider) =>
            _key == other.Key.Id
            && model == otherModel
            && provider == otherProvider
            && ReferenceEquals(tags, otherTags)
            && (ReferenceEquals(_principal, other.Principal) || _principal == other.Principal)
            && Same(_teams, other.Teams)
            && Same(_roles, other.Roles);

        private static bool Same(IReadOnlyList<string> left, IReadOnlyList<string> right) => ReferenceEquals(left, right) || left.SequenceEqual(right);
    }
}
