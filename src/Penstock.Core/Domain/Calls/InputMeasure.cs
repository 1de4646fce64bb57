namespace Penstock.Domain.Calls;

/// <summary>
/// What of a request's input is not bounded by the bytes of its text: pictures cost tokens by their size, what is only referred to costs
/// tokens that are not in the body. Counted by the scan of the governed members.
/// </summary>
public record struct InputMeasure
{
    /// <summary>Bytes of the body that are no text for the model, and counted by the piece: pictures and films; of sounds seven eighths.</summary>
    public long MediaBytes { get; set; }

    /// <summary>Pictures, inline or by address.</summary>
    public int Images { get; set; }

    /// <summary>Sounds that are in the body.</summary>
    public int Sounds { get; set; }

    /// <summary>Documents, inline or by address, and whatever is referred to by an id.</summary>
    public int Files { get; set; }

    /// <summary>Films.</summary>
    public int Videos { get; set; }

    /// <summary>Tools that are offered.</summary>
    public int Tools { get; set; }

    /// <summary>Bytes that the provider reads once more for each document of a reranking.</summary>
    public long RepeatedBytes { get; set; }

    /// <summary>Whether it refers to a conversation or a prompt that the provider keeps: input that only the model's longest bounds.</summary>
    public bool IsKept { get; set; }

    /// <summary>Whether the provider adds input in rounds that no request bounds: tools that it runs itself, whose results are input.</summary>
    public bool IsOpen { get; set; }
}
