using static Garita.Tidy.Tests.Rules.InterfaceReason;

namespace Garita.Tidy.Tests.Rules;

/// <summary>Every interface of the tree with the reason it is one.</summary>
public static class InterfaceAllowList
{
    public static IReadOnlyDictionary<string, InterfaceReason> Reasons { get; } =
        new Dictionary<string, InterfaceReason>
        {
            ["IAppendFile"] = FaultInjection,
            ["IAuditTrail"] = FaultInjection,
            // What a device may say to its boot loader, whichever that is.
            ["IBootControl"] = TrustBoundary,

            // A stream is handed out only after the broker at its end has been authenticated.
            ["IClientTransport"] = TrustBoundary,
            // A spool directory, an SMS gateway.
            ["ICodeSender"] = TwoImplementations,
            ["IComponentStore"] = FaultInjection,
            ["IConnectionObserver"] = TwoImplementations,
            ["IConnectionOwner"] = TwoImplementations,
            ["IDatabaseWriter"] = FaultInjection,
            ["IDurableFiles"] = FaultInjection,
            // What one decision of enrolment sees and may change.
            ["IEnrollmentRecords"] = TwoImplementations,
            ["IEnrollmentStore"] = FaultInjection,
            ["IFileDraft"] = FaultInjection,
            // The broker asks the registry and cannot change it.
            ["IIdentityDirectory"] = TrustBoundary,
            // HTTPS ranges, chunks on request, the carousel.
            ["IImageRoute"] = TwoImplementations,
            ["IIssuanceStore"] = FaultInjection,
            // A device's key lies in a file, a TPM or a secure element.
            ["IKeyStore"] = TrustBoundary,
            ["ILocalSubscriber"] = TwoImplementations,
            ["ILogEntry"] = TwoImplementations,
            ["IMessageTaker"] = TwoImplementations,
            // TLS over TCP, a WebSocket, a QUIC stream.
            ["IMqttLine"] = TwoImplementations,
            ["IOfferRoad"] = FaultInjection,
            ["IPacket"] = TwoImplementations,
            // Admission asks inside handshakes and cannot change the registry.
            ["IRegistryLookup"] = TrustBoundary,
            // A key in a file, a token or a TPM signs without showing itself.
            ["ISigningKey"] = TrustBoundary,
            ["ISimulatedDevice"] = TwoImplementations,
            ["IStorageRegion"] = FaultInjection,
            ["ITimed"] = TwoImplementations,
            ["IUpdateLink"] = FaultInjection,
        };
}
