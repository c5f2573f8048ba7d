using System.Security.Cryptography.X509Certificates;

namespace Garita.MqttClient.Trust;

/// <summary>
/// Names the check that a certificate chain failed. Who signed matters more than when, and when more than what for.
/// </summary>
internal static class ChainVerdict
{
    private const X509ChainStatusFlags Untrusted =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.ExplicitDistrust;

    /// <summary>The fault of a chain that was not accepted.</summary>
    internal static ClientFault Of(X509Chain chain)
    {
        X509ChainStatusFlags all = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            all |= status.Status;
        }

        if ((all & Untrusted) != 0)
        {
            return ClientFault.CertificateUntrusted;
        }

        if (all.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return TimeFault(chain);
        }

        return all.HasFlag(X509ChainStatusFlags.NotValidForUsage)
            ? ClientFault.CertificateUsage
            : ClientFault.CertificateInvalid;
    }

    private static ClientFault TimeFault(X509Chain chain)
    {
        DateTime judgedAt = chain.ChainPolicy.VerificationTime.ToLocalTime();
        foreach (X509ChainElement element in chain.ChainElements)
        {
            if (judgedAt > element.Certificate.NotAfter)
            {
                return ClientFault.CertificateExpired;
            }
        }

        return ClientFault.CertificateNotYetValid;
    }
}
