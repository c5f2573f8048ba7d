using Garita.Pki.Keys;

namespace Garita.Firmware.Trust;

/// <summary>Keys that speak together: as many different ones as the threshold says must have signed.</summary>
public sealed class TrustRole
{
    private readonly EcPublicKey[] _keys;

    private TrustRole(int threshold, EcPublicKey[] keys)
    {
        Threshold = threshold;
        _keys = keys;
    }

    /// <summary>Different keys that must have signed, at least one.</summary>
    public int Threshold { get; }

    /// <summary>The keys, each once, in the order of the document.</summary>
    public IReadOnlyList<EcPublicKey> Keys => _keys;

    /// <summary>
    /// A role. Null where there is no key, more than <see cref="TrustLimits.MaxKeys"/>, the same key twice, or a
    /// threshold that is not from one to the number of keys.
    /// </summary>
    public static TrustRole? TryCreate(int threshold, IEnumerable<EcPublicKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        EcPublicKey[] all = [.. keys];
        bool valid = all.Length is > 0 and <= TrustLimits.MaxKeys
            && threshold >= 1
            && threshold <= all.Length
            && all.DistinctBy(k => k.Hash).Count() == all.Length;
        return valid ? new TrustRole(threshold, all) : null;
    }

    /// <summary>Whether a key is of this role.</summary>
    public bool Has(EcPublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Array.Exists(_keys, k => k.Hash == key.Hash);
    }
}
