namespace Garita.Rollouts.Planning;

/// <summary>
/// A device's turn in a rollout: fixed by both names, spread evenly, and another one in every rollout, so that the same
/// devices are not always the canaries. FNV-1a of 64 bits over <c>rollout 0x00 device</c> in ASCII, its bits then mixed
/// by the finalizer of MurmurHash3. Not a secret, and needs no strength: devices do not choose their ids.
/// </summary>
public static class DevicePlace
{
    private const ulong Offset = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    /// <summary>The turn: the lowest comes first.</summary>
    public static ulong Of(string rollout, string device)
    {
        return Of(Begin(rollout), device);
    }

    /// <summary>The turns of many devices in one rollout, of which the name is hashed once.</summary>
    /// <param name="begun">What <see cref="Begin"/> answered.</param>
    /// <param name="device">The device's id.</param>
    public static ulong Of(ulong begun, string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Mix(Take(begun, device));
    }

    /// <summary>The hash over a rollout's name.</summary>
    public static ulong Begin(string rollout)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        return Take(Offset, rollout) * Prime;
    }

    /// <summary>The turn between 0 and 1, for people.</summary>
    public static double Share(ulong place) => place / (double)ulong.MaxValue;

    private static ulong Take(ulong hash, string text)
    {
        foreach (char c in text)
        {
            hash = (hash ^ (byte)c) * Prime;
        }

        return hash;
    }

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
