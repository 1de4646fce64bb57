using System.Buffers;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>How a protocol writes errors: each has one, so that official clients raise their own exceptions.</summary>
internal abstract class ErrorFormat
{
    /// <summary>The media type of an error body.</summary>
    public abstract string ContentType { get; }

    /// <summary>The name of its schema in the documents.</summary>
    public virtual string Schema => "Problem";

    /// <summary>An error as this format answers it: with another status, where it has one of its own.</summary>
    public virtual CallError Adapt(CallError error) => error;

    /// <summary>Headers of the format's own: a class of errors that is not in the body.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, string>> Headers(CallError error) => [];

    /// <summary>Writes the body of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="callId">The id that finds it in log and ledger.</param>
    /// <param name="output">Where to.</param>
    public abstract void Write(CallError error, string callId, IBufferWriter<byte> output);
}
