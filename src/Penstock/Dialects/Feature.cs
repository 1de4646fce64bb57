namespace Penstock.Dialects;

/// <summary>The content of conversations that some dialects carry and others do not, in words for people.</summary>
internal static class Feature
{
    /// <summary>Pictures in the message itself.</summary>
    public const string ImageInput = "image input";

    /// <summary>Pictures by their address.</summary>
    public const string ImageUrlInput = "image input by address";

    /// <summary>Sound.</summary>
    public const string AudioInput = "audio input";

    /// <summary>Documents in the message itself.</summary>
    public const string FileInput = "file input";

    /// <summary>Documents by their address.</summary>
    public const string FileUrlInput = "file input by address";

    /// <summary>Documents, pictures or sounds that the provider keeps under an id.</summary>
    public const string StoredFileInput = "input of files kept at the provider";

    /// <summary>Moving pictures.</summary>
    public const string VideoInput = "video input";

    /// <summary>Functions the caller runs.</summary>
    public const string Tools = "tools";

    /// <summary>Tools that the provider runs itself.</summary>
    public const string HostedTools = "tools hosted by the provider";

    /// <summary>Tools whose arguments are plain text.</summary>
    public const string FreeFormTools = "tools with free-form arguments";

    /// <summary>Answers that fit a JSON schema.</summary>
    public const string StructuredOutput = "structured output";

    /// <summary>Answers that are some JSON object, of no stated schema.</summary>
    public const string JsonObjects = "JSON answers without a schema";

    /// <summary>Spoken answers.</summary>
    public const string AudioOutput = "audio output";

    /// <summary>Several answers to one conversation.</summary>
    public const string SeveralChoices = "several choices";

    /// <summary>Log-probabilities.</summary>
    public const string LogProbabilities = "log-probabilities";
}
