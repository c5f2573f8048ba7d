namespace Garita.Tidy.Tests.Rules;

/// <summary>
/// Every interface of the tree with the reason it is one: two implementations in the tree, a trust boundary, or a
/// double that injects faults.
/// </summary>
public static class InterfaceAllowList
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["IClientTransport"] = "trust boundary: hands out a stream only after the broker has been authenticated",
        ["IConnectionObserver"] = "two implementations: the registry's last-seen record and the tests' recorder",
        ["IConnectionOwner"] = "two implementations: each transport that owns connections of the broker",
        ["IDatabaseWriter"] = "a double fails before or after each write",
        ["IDurableFiles"] = "a double cuts the power at every operation",
        ["IIdentityDirectory"] = "trust boundary: the broker asks the registry and cannot change it",
        ["IIssuanceStore"] = "a double fails before or after each write of an issuance",
        ["IKeyStore"] = "trust boundary: a device's key lies in a file, a TPM or a secure element",
        ["ILocalSubscriber"] = "two implementations: telemetry and commands",
        ["IMessageTaker"] = "two implementations: a session and an in-process service",
        ["IPacket"] = "one implementation a packet type",
        ["IRegistryLookup"] = "trust boundary: admission asks inside handshakes and cannot change the registry",
        ["ISigningKey"] = "trust boundary: a key in a file, a token or a TPM signs without showing itself",
        ["ISimulatedDevice"] = "one implementation a simulated device type",
        ["ITimed"] = "two implementations: a connection and a session have deadlines",
    };
}
