using Penstock.Gateways.Engines.Typed;

namespace Penstock;

/// <summary>An ONNX model that an app serves; code of the author's own may stand before and after it.</summary>
public sealed class ServeModel
{
    private readonly ModelRegistration _registration;

    internal ServeModel(ModelRegistration registration) => _registration = registration;

    /// <summary>The model's public name.</summary>
    public string Name => _registration.Name;

    /// <summary>Says what it is, for people.</summary>
    public ServeModel Describe(string description)
    {
        _registration.Description = description;
        return this;
    }

    /// <summary>
    /// Puts a function before the model: <c>.Before((RawText text) => new Features(…))</c>. Callers then give what the function takes
    /// (the members of the record, where it takes one record; else its parameters by name), and what it returns is fed to the
    /// model. It may take services, <see cref="CallInfo"/>, <see cref="AfterAnswer"/>, <see cref="Models"/> and a
    /// <see cref="CancellationToken"/>, and may be asynchronous.
    /// </summary>
    public ServeModel Before(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _registration.Before = _registration.Before is null ? function
            : throw new InvalidOperationException($"There is a function before the model '{Name}' already.");
        return this;
    }

    /// <summary>
    /// Puts a function after the model: <c>.After((Scores scores) => new Answer(…))</c>. It takes the model's outputs, and whatever of
    /// the host <see cref="Before"/> may take; what it returns is the answer.
    /// </summary>
    public ServeModel After(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _registration.After = _registration.After is null ? function
            : throw new InvalidOperationException($"There is a function after the model '{Name}' already.");
        return this;
    }
}
