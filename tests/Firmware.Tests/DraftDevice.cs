using Garita.Firmware.Manifests;
using Garita.IndependentReader.Vectors;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests;

/// <summary>The device that the draft's examples are for, and whose signatures it trusts.</summary>
internal static class DraftDevice
{
    public static Guid Vendor { get; } = new("fa6b4a53-d5ad-5fdf-be9d-e663e4d41ffe");

    public static Guid Class { get; } = new("1492af14-2569-5e48-bf42-9b2d51f2ab45");

    public static Sha256Digest FirstDigest { get; } =
        new(Convert.FromHexString("00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210"));

    public static Sha256Digest SecondDigest { get; } =
        new(Convert.FromHexString("0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff"));

    public static ReleaseKeys Keys { get; } = Trusted();

    public static VerifiedManifest Verified(ReadOnlyMemory<byte> envelope)
    {
        Assert.True(VerifiedManifest.TryVerify(envelope, Keys, out VerifiedManifest? verified, out _));
        return verified;
    }

    private static ReleaseKeys Trusted()
    {
        using var key = SuitExamples.Key();
        return ReleaseKeys.TryCreate([EcPublicKey.Of(key)], threshold: 1)!;
    }
}
