using Garita.Pki.Keys;

namespace Garita.Firmware.Manifests;

/// <summary>Whose signatures make a release, and how many of them it takes. Each key counts once.</summary>
public sealed class ReleaseKeys
{
    /// <summary>Keys, at most: a device tries each of them against each signature.</summary>
    public const int MaxKeys = 16;

    private readonly EcPublicKey[] _keys;

    private ReleaseKeys(EcPublicKey[] keys, int threshold)
    {
        _keys = keys;
        Threshold = threshold;
    }

    /// <summary>The keys, each once.</summary>
    public IReadOnlyList<EcPublicKey> Keys => _keys;

    /// <summary>Different keys that must have signed, at least one.</summary>
    public int Threshold { get; }

    /// <summary>
    /// Release keys with their threshold. The same key twice is one key. Null where there is no key, more than
    /// <see cref="MaxKeys"/>, or a threshold that is not from one to the number of keys.
    /// </summary>
    public static ReleaseKeys? TryCreate(IEnumerable<EcPublicKey> keys, int threshold)
    {
        ArgumentNullException.ThrowIfNull(keys);
        EcPublicKey[] distinct = [.. keys.DistinctBy(k => k.Hash)];
        return distinct.Length is > 0 and <= MaxKeys && threshold >= 1 && threshold <= distinct.Length
            ? new ReleaseKeys(distinct, threshold)
            : null;
    }
}
