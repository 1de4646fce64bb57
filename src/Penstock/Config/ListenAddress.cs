namespace Penstock.Config;

/// <summary>Where the server listens. Host is an IP address (IPv6 without brackets) or <c>localhost</c>; port 0 means any free one.</summary>
internal sealed record ListenAddress(string Host, int Port)
{
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
