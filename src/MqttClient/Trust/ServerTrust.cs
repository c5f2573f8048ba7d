using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.MqttClient.Trust;

/// <summary>
/// What a broker's certificate must satisfy: a chain to an anchor, server usage, validity now, the broker's name and,
/// where set, an issuing CA that is pinned. Nothing here can be switched off.
/// </summary>
public sealed class ServerTrust
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly IReadOnlyList<X509Certificate2> _anchors;

    private ServerTrust(IReadOnlyList<X509Certificate2> anchors, IReadOnlyList<SpkiPin> pins)
    {
        _anchors = anchors;
        Pins = pins;
    }

    /// <summary>Trusts what the operating system trusts.</summary>
    public static ServerTrust System { get; } = new([], []);

    /// <summary>The issuing CAs accepted; empty where any issuer under the anchors is.</summary>
    public IReadOnlyList<SpkiPin> Pins { get; }

    /// <summary>Trusts these roots and nothing else. The caller keeps them alive.</summary>
    /// <exception cref="ArgumentException">No anchor is given: an empty list must never mean the system's.</exception>
    public static ServerTrust InRoots(params IReadOnlyList<X509Certificate2> anchors)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        return anchors.Count > 0
            ? new ServerTrust([.. anchors], [])
            : throw new ArgumentException("At least one trust anchor is needed.", nameof(anchors));
    }

    /// <summary>
    /// Narrows the trust to chains whose issuing CA (the certificate above the broker's) has one of two keys. The
    /// backup is the key kept for the day the first is lost, so that pinning cannot lock a fleet out.
    /// </summary>
    public ServerTrust PinnedTo(SpkiPin issuer, SpkiPin backup) => new(_anchors, [issuer, backup]);

    /// <summary>
    /// The first check that a server's certificates fail, or null where they pass all: for a transport that hands over
    /// what was shown and judges nothing itself.
    /// </summary>
    /// <param name="shown">The chain as the server sent it, leaf first.</param>
    /// <param name="serverName">The name that the leaf must carry.</param>
    public ClientFault? Judge(IReadOnlyList<X509Certificate2> shown, string serverName)
    {
        ArgumentNullException.ThrowIfNull(shown);
        if (shown.Count == 0)
        {
            return ClientFault.CertificateMissing;
        }

        using X509Chain chain = new() { ChainPolicy = ChainPolicy() };
        foreach (X509Certificate2 sent in shown.Skip(1))
        {
            chain.ChainPolicy.ExtraStore.Add(sent);
        }

        SslPolicyErrors errors = chain.Build(shown[0])
            ? SslPolicyErrors.None
            : SslPolicyErrors.RemoteCertificateChainErrors;
        return Judge(shown[0], chain, errors, serverName);
    }

    /// <summary>The chain rules of one handshake.</summary>
    internal X509ChainPolicy ChainPolicy()
    {
        X509ChainPolicy policy = new()
        {
            // A device is always the client and cannot fetch a CRL before it is connected (RFC 7925 4.4.3); broker
            // certificates are short-lived instead.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        if (_anchors.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            foreach (X509Certificate2 anchor in _anchors)
            {
                policy.CustomTrustStore.Add(anchor);
            }
        }

        return policy;
    }

    /// <summary>The first check that a broker's certificate fails, or null where it passes all.</summary>
    internal ClientFault? Judge(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors, string serverName)
    {
        if (shown is not X509Certificate2 leaf || chain is null
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return ClientFault.CertificateMissing;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return ChainVerdict.Of(chain);
        }

        // RFC 9525 6.3: the name is looked for in the alternative names alone, never in the common name.
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            || !leaf.MatchesHostname(serverName, allowWildcards: true, allowCommonName: false))
        {
            return ClientFault.CertificateName;
        }

        if (errors != SslPolicyErrors.None)
        {
            return ClientFault.CertificateInvalid;
        }

        return IsPinned(chain) ? null : ClientFault.CertificatePin;
    }

    private bool IsPinned(X509Chain chain) =>
        Pins.Count == 0
        || (chain.ChainElements.Count > 1 && Pins.Contains(SpkiPin.Of(chain.ChainElements[1].Certificate)));
}
