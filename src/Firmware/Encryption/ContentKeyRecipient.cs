using Garita.Pki.Keys;

namespace Garita.Firmware.Encryption;

/// <summary>For whom a content key is wrapped: one device, or all that share a group key.</summary>
public sealed class ContentKeyRecipient
{
    private ContentKeyRecipient(EcPublicKey? device, GroupKey? group)
    {
        DeviceKey = device;
        GroupKey = group;
    }

    /// <summary>The device's encryption key; null for a group.</summary>
    internal EcPublicKey? DeviceKey { get; }

    /// <summary>The group's key; null for a device.</summary>
    internal GroupKey? GroupKey { get; }

    /// <summary>One device.</summary>
    /// <param name="encryptionKey">Its encryption key; never the key of its certificate.</param>
    public static ContentKeyRecipient Device(EcPublicKey encryptionKey)
    {
        ArgumentNullException.ThrowIfNull(encryptionKey);
        return new ContentKeyRecipient(encryptionKey, null);
    }

    /// <summary>All devices that hold a key; it stays the caller's.</summary>
    public static ContentKeyRecipient Group(GroupKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ContentKeyRecipient(null, key);
    }
}
