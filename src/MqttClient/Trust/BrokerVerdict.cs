using System.Collections.Frozen;

namespace Garita.MqttClient.Trust;

/// <summary>Says in words why a broker is not the right one.</summary>
internal static class BrokerVerdict
{
    private static readonly FrozenDictionary<ClientFault, string> Failures = new Dictionary<ClientFault, string>
    {
        [ClientFault.CertificateMissing] = "it showed no certificate",
        [ClientFault.CertificateUntrusted] = "its certificate does not chain to a trusted root",
        [ClientFault.CertificateExpired] = "its certificate has expired",
        [ClientFault.CertificateNotYetValid] = "its certificate is not valid yet, or this clock is slow",
        [ClientFault.CertificateUsage] = "its certificate may not act as a server",
        [ClientFault.CertificateName] = "its certificate does not carry that name",
        [ClientFault.CertificatePin] = "its issuing CA is not one of the pinned two",
    }.ToFrozenDictionary();

    /// <summary>The exception for a handshake that failed, with what the certificate failed where it did.</summary>
    public static MqttClientException Refusal(
        string target, string serverName, ClientFault? verdict, Exception fault) =>
        verdict is { } failed
            ? new MqttClientException(
                failed,
                $"{target} is not the broker '{serverName}': "
                    + Failures.GetValueOrDefault(failed, "its certificate chain is not valid"),
                fault)
            : new MqttClientException(
                ClientFault.TlsHandshake,
                $"{target}: the TLS handshake failed: {fault.GetBaseException().Message}",
                fault);
}
