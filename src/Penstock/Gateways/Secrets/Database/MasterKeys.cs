using System.Security.Cryptography;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Database;

/// <summary>
/// The master keys, newest first: of the environment, then those of a file, one a line. The file is read again when it has changed, so that a new key
/// needs no restart. Without either, a file of the data folder is made when it is first needed.
/// </summary>
/// <param name="variables">The environment.</param>
/// <param name="file">Where keys are besides the environment.</param>
/// <param name="mayMake">Whether the file is made where there is no key.</param>
/// <param name="learned">Told of keys as they are written, which are never to be written anywhere else.</param>
internal sealed class MasterKeys(IReadOnlyDictionary<string, string> variables, string file, bool mayMake, Action<string> learned)
{
    /// <summary>The variable of the newest key.</summary>
    public const string Variable = "PENSTOCK_MASTER_KEY";

    /// <summary>The variable of keys that were in use before, separated by commas.</summary>
    public const string OldVariable = "PENSTOCK_MASTER_KEY_PREVIOUS";

    private const int Bytes = 32;
    private const string Form = "A master key is 32 bytes, in base64 or hexadecimal: openssl rand -base64 32";

    private readonly Lock _gate = new();
    private (DateTime At, long Length) _stamp;
    private IReadOnlyList<MasterKey>? _keys;

    /// <summary>The keys, the newest first; none when there is none, or one cannot be read.</summary>
    public (IReadOnlyList<MasterKey> Keys, SecretFault? Fault) Current()
    {
        lock (_gate)
        {
            try
            {
                var info = new FileInfo(file);
                var stamp = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
                if (_keys is null || stamp != _stamp)
                {
                    (_keys, _stamp) = (Read(info.Exists), stamp);
                }

                return (_keys, null);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
            {
                // A half-written file: what was known serves until it is whole.
                return (_keys ?? [], new SecretFault(SecretFaultKind.Unreadable, exception is FormatException ? exception.Message : $"The file of master keys '{file}' cannot be read ({exception.GetType().Name})."));
            }
        }
    }

    /// <summary>The newest key; it is made where there is none and there may be one.</summary>
    /// <param name="needed">Whether there are secrets under a key that is not at hand: then none is made.</param>
    public (MasterKey? Key, SecretFault? Fault) Newest(bool needed)
    {
        lock (_gate)
        {
            var (keys, fault) = Current();
            if (keys.Count > 0 || fault is not null)
            {
                return (keys.Count > 0 ? keys[0] : null, fault);
            }

            if (!mayMake || needed)
            {
                return (null, new SecretFault(SecretFaultKind.Unreadable, $"There is no master key. Set {Variable}, or put it into '{file}'. {Form}"));
            }

            Storage.SecretFile.Create(file, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)) + "\n"));
            (keys, fault) = Current();
            return (keys.Count > 0 ? keys[0] : null, fault);
        }
    }

    private IReadOnlyList<MasterKey> Read(bool exists)
    {
        var texts = new List<(string Text, string Where)>();
        Add(Variable);
        if (exists)
        {
            texts.AddRange(File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(line => (line, $"The file '{file}'")));
        }

        Add(OldVariable);
        var keys = new List<MasterKey>();
        foreach (var (text, where) in texts)
        {
            learned(text);
            var key = new MasterKey(Parse(text) ?? throw new FormatException($"{where} holds what is no master key. {Form}"));
            if (keys.All(known => known.Id != key.Id))
            {
                keys.Add(key);
            }
        }

        return keys;

        void Add(string variable)
        {
            if (variables.TryGetValue(variable, out var value))
            {
                texts.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => (text, $"The variable {variable}")));
            }
        }
    }

    private static byte[]? Parse(string text)
    {
        try
        {
            var bytes = text.Length == 2 * Bytes ? Convert.FromHexString(text) : System.Buffers.Text.Base64Url.DecodeFromChars(text.Replace('+', '-').Replace('/', '_'));
            return bytes.Length == Bytes ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
