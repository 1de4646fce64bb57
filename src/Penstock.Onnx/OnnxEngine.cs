using Penstock.Batching;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>
/// Runs an ONNX model: short runs on the thread that serves the call, longer ones in <see cref="OnnxRunSlots"/>; and calls that come
/// while the model is busy together, where it allows that.
/// </summary>
internal sealed class OnnxEngine : IEngine, IDisposable
{
    private readonly OnnxSession _session;
    private readonly OnnxBatchRunner _runner;
    private readonly BatchScheduler<OnnxEntry, PredictOutput> _scheduler;

    /// <summary>Makes an engine of a session, which it owns from then on.</summary>
    /// <exception cref="OnnxException">The model has an input or output that cannot be served.</exception>
    internal OnnxEngine(OnnxSession session, OnnxRunSlots slots, OnnxModelOptions? options = null, TimeProvider? time = null)
    {
        options ??= new OnnxModelOptions();
        time ??= TimeProvider.System;
        _session = session;
        var description = OnnxDescription.From(session, options);
        var run = new OnnxRun(session, description.Signature);
        var batching = OnnxBatching.Decide(run, description.Signature, options.Batching.Mode, time);
        Description = description with { Batching = batching };
        _runner = new OnnxBatchRunner(run, description.Signature, batching, options.Notice);
        _scheduler = new BatchScheduler<OnnxEntry, PredictOutput>(
            _runner, options.Batching.ToScheduler(batching.On, slots.Free.Count), slots.Free, time);
        options.Notice?.Invoke(batching.ToString());
    }

    /// <summary>What the model takes and gives.</summary>
    internal OnnxDescription Description { get; }

    /// <summary>Whether calls share runs now: what was decided when it was loaded, unless a run has shown that it was wrong.</summary>
    internal OnnxBatching Batching => _runner.Batching;

    /// <inheritdoc/>
    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        var model = call.State.Model!;
        var (input, error) = call.State.Request!.ReadInput(model);
        if (error is not null)
        {
            return CallResult.Fail(error);
        }

        if (input is not PredictInput predict)
        {
            return CallResult.Fail(
                ErrorKind.InvalidRequest, $"The model '{model.Id}' takes the inputs that its signature names, and not this.");
        }

        try
        {
            var entry = OnnxEntry.Of(predict, Description.Signature, call.Time);
            var terms = new BatchTerms(entry.Rows, model.Id, model.Version) { Priority = predict.Priority, QueueTimeout = predict.QueueTimeout };
            var outcome = await _scheduler.RunAsync(entry, terms, ct);
            if (outcome.Error is not null)
            {
                return CallResult.Fail(outcome.Error);
            }

            call.State.Phases = outcome.Phases;
            return new CallResult.Unary(new OutputAnswer(outcome.Result!));
        }
        catch (OnnxException e) when (e.Code == OnnxErrorCode.InvalidArgument)
        {
            // The shapes were checked as far as the signature tells them; what else the model minds, ONNX Runtime says.
            return CallResult.Fail(ErrorKind.InvalidInput, $"ONNX Runtime refuses the input: {e.Message}");
        }
        catch (OnnxException e)
        {
            return CallResult.Fail(ErrorKind.Internal, $"ONNX Runtime failed to run the model: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scheduler.Dispose();
        _session.Dispose();
    }
}
