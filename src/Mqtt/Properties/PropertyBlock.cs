using System.Buffers.Binary;
using System.Text;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Properties;

/// <summary>
/// The properties of one packet or will (MQTT 5, 2.2.2), checked once against what is allowed there. Holds only which
/// there are, so that it is cheap to carry; a value is looked up in the block when it is asked for.
/// </summary>
internal ref struct PropertyBlock
{
    private const int IdCount = (int)PropertyId.SharedSubscriptionAvailable + 1;

    private readonly ReadOnlySpan<byte> _block;
    private ulong _present;

    private PropertyBlock(ReadOnlySpan<byte> block) => _block = block;

    public readonly ReadOnlySpan<byte> Block => _block;

    public int UserPropertyCount { get; private set; }

    public int SubscriptionIdentifierCount { get; private set; }

    // The kind of each identifier's value; 0 is no property of the standard.
    // 1 byte, 2 two bytes, 4 four bytes, 5 variable, 6 UTF-8, 7 binary, 8 pair; 9 byte that is 0 or 1.
    private static ReadOnlySpan<byte> Kinds =>
    [
        0, 9, 4, 6, 0, 0, 0, 0, 6, 7, 0, 5, 0, 0, 0, 0,
        0, 4, 6, 2, 0, 6, 7, 9, 4, 9, 6, 0, 6, 0, 0, 6,
        0, 2, 2, 2, 9, 9, 8, 4, 9, 9, 9,
    ];

    /// <summary>The kind of an accepted identifier's value, for <see cref="PropertyWalker"/>.</summary>
    public static byte KindOf(byte id) => Kinds[id];

    /// <summary>A set of identifiers as bits.</summary>
    public static ulong Set(params ReadOnlySpan<PropertyId> ids)
    {
        ulong set = 0;
        foreach (var id in ids)
        {
            set |= 1UL << (int)id;
        }

        return set;
    }

    /// <summary>Reads the length and the block at the reader's place; in MQTT 3.1.1 there is none.</summary>
    public static PacketStatus Read(
        scoped ref WireReader reader, MqttVersion version, ulong allowed, out PropertyBlock block)
    {
        block = default;
        if (version == MqttVersion.V311)
        {
            return PacketStatus.Ok;
        }

        return reader.TryReadPropertyBytes(out var bytes) ? Read(bytes, allowed, out block) : PacketStatus.Malformed;
    }

    /// <summary>Reads a block that was cut out already.</summary>
    public static PacketStatus Read(ReadOnlySpan<byte> bytes, ulong allowed, out PropertyBlock block)
    {
        var found = new PropertyBlock(bytes);
        block = default;
        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            // Every identifier of the standard fits one byte; a longer form is malformed.
            if (!reader.TryReadByte(out byte id) || id >= IdCount || Kinds[id] == 0)
            {
                return PacketStatus.Malformed;
            }

            var status = found.ReadValue(ref reader, id, allowed);
            if (status != PacketStatus.Ok)
            {
                return status;
            }
        }

        block = found;
        return PacketStatus.Ok;
    }

    public readonly bool Has(PropertyId id) => (_present & (1UL << (int)id)) != 0;

    public readonly bool HasAny(ulong ids) => (_present & ids) != 0;

    public readonly uint Number(PropertyId id, uint absent = 0) => Has(id) ? NumberIn(Find(id)) : absent;

    public readonly uint? NumberOrNull(PropertyId id) => Has(id) ? NumberIn(Find(id)) : null;

    public readonly bool Flag(PropertyId id, bool absent = false) => Has(id) ? Find(id)[0] != 0 : absent;

    public readonly uint? IdentifierOrNull()
    {
        if (!Has(PropertyId.SubscriptionIdentifier))
        {
            return null;
        }

        VariableInteger.TryRead(Find(PropertyId.SubscriptionIdentifier), out uint value, out _);
        return value;
    }

    public readonly ReadOnlySpan<byte> Bytes(PropertyId id) => Has(id) ? Find(id)[2..] : default;

    public readonly ReadOnlyMemory<byte>? BinaryOrNull(PropertyId id) => Has(id) ? new(Bytes(id).ToArray()) : null;

    public readonly string? TextOrNull(PropertyId id) => Has(id) ? Encoding.UTF8.GetString(Bytes(id)) : null;

    /// <summary>All user properties in their order.</summary>
    public readonly IReadOnlyList<UserProperty> UserProperties()
    {
        if (UserPropertyCount == 0)
        {
            return [];
        }

        var found = new UserProperty[UserPropertyCount];
        int count = 0;
        foreach (var property in new PropertyWalker(_block))
        {
            if (property.Id == PropertyId.UserProperty)
            {
                found[count++] = PropertyWalker.UserPropertyOf(property.Value);
            }
        }

        return found;
    }

    /// <summary>All subscription identifiers in their order.</summary>
    public readonly IReadOnlyList<uint> SubscriptionIdentifiers()
    {
        if (SubscriptionIdentifierCount == 0)
        {
            return [];
        }

        var found = new uint[SubscriptionIdentifierCount];
        int count = 0;
        foreach (var property in new PropertyWalker(_block))
        {
            if (property.Id == PropertyId.SubscriptionIdentifier)
            {
                VariableInteger.TryRead(property.Value, out found[count++], out _);
            }
        }

        return found;
    }

    private PacketStatus ReadValue(scoped ref WireReader reader, byte id, ulong allowed)
    {
        ulong bit = 1UL << id;
        bool repeats = id is (byte)PropertyId.UserProperty or (byte)PropertyId.SubscriptionIdentifier;
        if ((allowed & bit) == 0 || ((_present & bit) != 0 && !repeats))
        {
            return PacketStatus.ProtocolError;
        }

        _present |= bit;
        byte kind = Kinds[id];
        return kind switch
        {
            5 => ReadIdentifier(ref reader),
            8 => ReadUserProperty(ref reader),
            6 or 7 => ReadField(ref reader, kind == 6),
            9 => ReadNumber(ref reader, 1, flag: true),
            _ => ReadNumber(ref reader, kind, flag: false),
        };
    }

    private static PacketStatus ReadNumber(scoped ref WireReader reader, int length, bool flag)
    {
        if (!reader.TryReadSpan(length, out var value))
        {
            return PacketStatus.Malformed;
        }

        return flag && value[0] > 1 ? PacketStatus.ProtocolError : PacketStatus.Ok;
    }

    private static PacketStatus ReadField(scoped ref WireReader reader, bool text)
    {
        bool read = text ? reader.TryReadUtf8(out _) : reader.TryReadBinary(out _);
        return read ? PacketStatus.Ok : PacketStatus.Malformed;
    }

    private static uint NumberIn(ReadOnlySpan<byte> value) => value.Length switch
    {
        1 => value[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(value),
        _ => BinaryPrimitives.ReadUInt32BigEndian(value),
    };

    private PacketStatus ReadIdentifier(scoped ref WireReader reader)
    {
        SubscriptionIdentifierCount++;
        if (!reader.TryReadVariable(out uint value))
        {
            return PacketStatus.Malformed;
        }

        return value == 0 ? PacketStatus.ProtocolError : PacketStatus.Ok; // MQTT 5, 3.8.2.1.2
    }

    private PacketStatus ReadUserProperty(scoped ref WireReader reader)
    {
        if (!reader.TryReadUtf8(out _) || !reader.TryReadUtf8(out _))
        {
            return PacketStatus.Malformed;
        }

        UserPropertyCount++;
        return UserPropertyCount > PacketLimits.MaxUserProperties ? PacketStatus.QuotaExceeded : PacketStatus.Ok;
    }

    private readonly ReadOnlySpan<byte> Find(PropertyId id)
    {
        foreach (var property in new PropertyWalker(_block))
        {
            if (property.Id == id)
            {
                return property.Value;
            }
        }

        return default;
    }
}
