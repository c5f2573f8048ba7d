using Garita.Authority.Keys;

namespace Garita.Authority.Tests.Keys;

/// <summary>A passphrase that is one character too short.</summary>
internal sealed class WeakPassphrase : IDisposable
{
    public Passphrase Passphrase { get; } = new("elevenchars");

    public void Dispose() => Passphrase.Dispose();
}
