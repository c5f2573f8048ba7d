using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Properties;

/// <summary>Writes properties that are there, and none that say what their absence says.</summary>
internal static class PropertyWriting
{
    public static void Property(this ref WireWriter writer, PropertyId id, string? value)
    {
        if (value is not null)
        {
            writer.Byte((byte)id);
            writer.Text(value);
        }
    }

    public static void Property(this ref WireWriter writer, PropertyId id, ReadOnlyMemory<byte>? value)
    {
        if (value is { } bytes)
        {
            writer.Byte((byte)id);
            writer.Binary(bytes.Span);
        }
    }

    public static void Property32(this ref WireWriter writer, PropertyId id, uint? value)
    {
        if (value is { } number)
        {
            writer.Byte((byte)id);
            writer.UInt32(number);
        }
    }

    public static void Property16(this ref WireWriter writer, PropertyId id, ushort? value)
    {
        if (value is { } number)
        {
            writer.Byte((byte)id);
            writer.UInt16(number);
        }
    }

    public static void Property32(this ref WireWriter writer, PropertyId id, uint value, uint absent) =>
        writer.Property32(id, value == absent ? null : value);

    public static void Property16(this ref WireWriter writer, PropertyId id, ushort value, ushort absent) =>
        writer.Property16(id, value == absent ? null : value);

    public static void PropertyFlag(this ref WireWriter writer, PropertyId id, bool value, bool absent)
    {
        if (value != absent)
        {
            writer.Byte((byte)id);
            writer.Byte(value ? (byte)1 : (byte)0);
        }
    }

    public static void Identifier(this ref WireWriter writer, uint? value)
    {
        if (value is { } identifier)
        {
            writer.Byte((byte)PropertyId.SubscriptionIdentifier);
            writer.Variable(identifier);
        }
    }

    public static void Properties(this ref WireWriter writer, IReadOnlyList<UserProperty> properties)
    {
        for (int i = 0; i < properties.Count; i++)
        {
            writer.Byte((byte)PropertyId.UserProperty);
            writer.Text(properties[i].Name);
            writer.Text(properties[i].Value);
        }
    }

    /// <summary>A reason string and user properties: what nearly every answer may carry.</summary>
    public static void Diagnostics(this ref WireWriter writer, string? reason, IReadOnlyList<UserProperty> properties)
    {
        writer.Property(PropertyId.ReasonString, reason);
        writer.Properties(properties);
    }
}
