using System.Security.Cryptography.X509Certificates;

namespace Garita.Server.Tests.Fixtures;

/// <summary>A certificate with its key and its issuer.</summary>
public sealed record TestHolder(X509Certificate2 Leaf, X509Certificate2 Issuer) : IDisposable
{
    public void Dispose()
    {
        Leaf.Dispose();
        Issuer.Dispose();
    }
}
