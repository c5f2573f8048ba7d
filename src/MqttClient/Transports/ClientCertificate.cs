using System.Security.Cryptography.X509Certificates;

namespace Garita.MqttClient.Transports;

/// <summary>
/// The certificate a client shows, with its private key and the issuers to send along (the root is not sent).
/// </summary>
public sealed class ClientCertificate : IDisposable
{
    /// <summary>Takes ownership of all certificates.</summary>
    /// <param name="leaf">The client's certificate, with its private key.</param>
    /// <param name="issuers">The issuing CAs between leaf and root.</param>
    /// <exception cref="ArgumentException">The leaf has no private key.</exception>
    public ClientCertificate(X509Certificate2 leaf, IReadOnlyList<X509Certificate2> issuers)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        ArgumentNullException.ThrowIfNull(issuers);
        if (!leaf.HasPrivateKey)
        {
            throw new ArgumentException("The client certificate has no private key.", nameof(leaf));
        }

        Leaf = leaf;
        Issuers = issuers;
    }

    /// <summary>The client's own certificate.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>The issuing CAs sent along.</summary>
    public IReadOnlyList<X509Certificate2> Issuers { get; }

    /// <inheritdoc/>
    public override string ToString() => $"ClientCertificate {{ {Leaf.Subject} }}";

    /// <inheritdoc/>
    public void Dispose()
    {
        Leaf.Dispose();
        foreach (X509Certificate2 issuer in Issuers)
        {
            issuer.Dispose();
        }
    }
}
