using Garita.Pki.Keys;

namespace Garita.Cli.Firmware.Keys;

/// <summary>A release key that is open, and where it came from, for messages.</summary>
public sealed class ReleaseKey(string source, ISigningKey key) : IDisposable
{
    /// <summary>The file or the PKCS#11 URI.</summary>
    public string Source { get; } = source;

    /// <summary>The key.</summary>
    public ISigningKey Key { get; } = key;

    /// <inheritdoc/>
    public void Dispose() => (Key as IDisposable)?.Dispose();
}
