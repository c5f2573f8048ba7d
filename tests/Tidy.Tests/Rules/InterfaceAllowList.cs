namespace Garita.Tidy.Tests.Rules;

/// <summary>
/// Every interface of the tree with the reason it is one: two implementations in the tree, a trust boundary, or a
/// double that injects faults.
/// </summary>
public static class InterfaceAllowList
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["IConnectionObserver"] = "two implementations: the registry's last-seen record and the tests' recorder",
        ["IConnectionOwner"] = "two implementations: each transport that owns connections of the broker",
        ["IIdentityDirectory"] = "trust boundary: the broker asks the registry and cannot change it",
        ["IIssuanceStore"] = "a double fails before or after each write of an issuance",
        ["ILocalSubscriber"] = "two implementations: telemetry and commands",
        ["ISigningKey"] = "trust boundary: a key in a file, a token or a TPM signs without showing itself",
    };
}
