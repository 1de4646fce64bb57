using System.Diagnostics;
using Penstock.Domain.Access;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Domain.Calls;

/// <summary>What the stages learn of a call while it runs. It belongs to one call and is not shared between threads at once.</summary>
public sealed class CallState
{
    /// <summary>Who calls; null before Authenticate.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The body after it was read; null before Receive.</summary>
    public CallRequest? Request { get; set; }

    /// <summary>The model's public name as the caller wrote it, whether or not there is such a model.</summary>
    public string? RequestedModel { get; set; }

    /// <summary>The model; null before Policy.</summary>
    public Model? Model { get; set; }

    /// <summary>The catalogue that the model is of, entered until the call has ended; null before Policy.</summary>
    public CatalogLease? Catalogue { get; set; }

    /// <summary>The targets that policy allows, in the model's order.</summary>
    public IReadOnlyList<Target> AllowedTargets { get; set; } = [];

    /// <summary>The target of the attempt that runs or ran last.</summary>
    public Target? Target { get; set; }

    /// <summary>The model in the version that ran last: a canary's is another than the model's own. Null before Policy.</summary>
    public Model? ModelThatRan => Target?.Version is { } version && version != Model?.Version ? Model?.In(version) ?? Model : Model;

    /// <summary>The time-outs of the attempt that runs; an engine reports every sign of life to it. Null outside Route.</summary>
    public AttemptClock? Clock { get; set; }

    /// <summary>Every attempt, in order.</summary>
    public IReadOnlyList<Attempt> Attempts => _attempts;

    /// <summary>The tokens as the provider reported them; null when it has not (yet).</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>Whether <see cref="Usage"/> is Penstock's own estimate, because the provider did not say.</summary>
    public bool UsageEstimated { get; set; }

    /// <summary>What of the request the last attempt's provider could not be told (<c>x-penstock-dropped</c>).</summary>
    public IReadOnlyList<string> Dropped { get; set; } = [];

    /// <summary>What of the answer the client's dialect could not carry.</summary>
    public IReadOnlyList<string> AnswerDropped { get; set; } = [];

    /// <summary>The tags that limits, budgets and policies go by: the key's own, and those of the client that the key allows.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; set; } = NoTags;

    /// <summary>The most output tokens that may be asked of the provider, all choices together: set by Policy and Budget, and told upstream by every dialect. Null for no cap.</summary>
    public long? OutputCap { get; set; }

    /// <summary>How the call stands with the limits that hold it; null where none does.</summary>
    public CallQuotas? Quotas { get; set; }

    /// <summary>The limits of providers that its attempts must keep; null where there are none.</summary>
    public ITargetLimits? TargetLimits { get; set; }

    /// <summary>
    /// What of <see cref="OutputCap"/> each choice gets, at least one token: a cap below the number of choices cannot be held, and choices are never
    /// taken away. Null for no cap.
    /// </summary>
    public long? OutputCapPerChoice => OutputCap is { } cap ? Math.Max(1, cap / Math.Max(1, Request?.Choices ?? 1)) : null;

    /// <summary>
    /// What the call has cost, every attempt that is billed included: set when it ends, before Budget settles. Null when no provider was asked, and when the price is not known
    /// (<see cref="PriceUnknown"/>); nothing where providers were asked and none bills.
    /// </summary>
    public CallCost? Cost { get; set; }

    /// <summary>The currency of <see cref="Cost"/>; null while that is null.</summary>
    public string? Currency { get; set; }

    /// <summary>What hears that the call could not be recorded, and lets it go on all the same; null where no call may.</summary>
    public Action<IOException>? Unrecorded { get; set; }

    /// <summary>What meters its attempts; null where no budget is about it.</summary>
    public IAttemptMeter? AttemptMeter { get; set; }

    /// <summary>What budgets held back for the call when it ended; null where none did.</summary>
    public Amount? Reserved { get; set; }

    /// <summary>What of it they were charged; null where they held nothing back.</summary>
    public Amount? Settled { get; set; }

    /// <summary>On what <see cref="Settled"/> is to be counted: it is kept with the call's record, once.</summary>
    public IReadOnlyList<BudgetLine> SettledOn { get; set; } = [];

    /// <summary>Where the price is from; null while it is not known.</summary>
    public string? PriceSource { get; set; }

    /// <summary>Whether a provider bills something whose price is not known.</summary>
    public bool PriceUnknown { get; set; }

    /// <summary>Why the stages decided as they did, in order, for the record: <c>policy deny-eu: allowed</c>. Never content, never a secret.</summary>
    public IReadOnlyList<string> Decisions => _decisions ?? (IReadOnlyList<string>)[];

    /// <summary>How long what is said is to be kept, encrypted; null, as always unless a policy sets it, when it is not recorded at all.</summary>
    public TimeSpan? LogContent { get; set; }

    /// <summary>Takes a copy of the answer; null where content is not recorded.</summary>
    public AnswerCopy? AnswerCopy { get; set; }

    /// <summary>Whether the answer is a stream.</summary>
    public bool Streaming { get; set; }

    /// <summary>How the call ended; meaningful once the end actions run.</summary>
    public CallEnd End { get; set; }

    /// <summary>The error it ended with; null when it was completed.</summary>
    public CallError? Error { get; set; }

    /// <summary>The HTTP status that was or would have been answered.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Bytes of the request's body.</summary>
    public long RequestBytes { get; set; }

    /// <summary>Bytes of the answer's body released to the client so far.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>When the engine was first called (<see cref="TimeProvider.GetTimestamp"/>); 0 when it was not.</summary>
    public long EngineStarted { get; set; }

    /// <summary>When the engine's whole answer or first frame was there; 0 when there is none.</summary>
    public long EngineAnswered { get; set; }

    /// <summary>Where the time went inside the engine of a typed call; null where the engine does not say.</summary>
    public PredictPhases? Phases { get; set; }

    /// <summary>When writing the whole answer in the client's format began; 0 when it did not.</summary>
    public long EncodeStarted { get; set; }

    /// <summary>When the first byte of the answer was released to the client; 0 when none was.</summary>
    public long FirstByte { get; set; }

    /// <summary>When the call ended; 0 while it runs.</summary>
    public long Ended { get; set; }

    /// <summary>The span of the call; null when nobody listens.</summary>
    public Activity? Activity { get; set; }

    private static readonly Dictionary<string, string> NoTags = [];
    private readonly List<Attempt> _attempts = new(1);
    private List<string>? _decisions;

    /// <summary>Records an attempt.</summary>
    public void AddAttempt(Attempt attempt) => _attempts.Add(attempt);

    /// <summary>Notes a decision.</summary>
    public void Decided(string decision) => (_decisions ??= []).Add(decision);
}
