namespace Garita.Device.Tests.Bootstrap;

/// <summary>What a scripted server does with a request.</summary>
internal sealed record Deed(DeedKind Kind, byte[] Bytes)
{
    public static Deed Close { get; } = new(DeedKind.Close, []);

    public static Deed Silence { get; } = new(DeedKind.Silence, []);

    public static Deed Endless { get; } = new(DeedKind.Endless, []);

    public static Deed Send(byte[] bytes) => new(DeedKind.Send, bytes);
}
