using Garita.Firmware.Trust;

namespace Garita.Firmware.Tests.Trust;

/// <summary>Trust documents for tests to take and change.</summary>
internal static class TrustSamples
{
    public static TrustRole Role(int threshold, params TestKey[] keys) =>
        TrustRole.TryCreate(threshold, keys.Select(k => k.PublicKey))!;

    public static TrustDocument Document(int version, TrustRole root, TestKey release) =>
        new() { Version = version, Root = root, Release = Role(1, release) };

    public static byte[] Sign(TrustDocument document, params TestKey[] signers)
    {
        byte[] bytes = document.Encode();
        return SignedTrustDocument.Assemble(
            bytes, [.. signers.Select(s => SignedTrustDocument.Sign(bytes, s))]);
    }

    public static VerifiedTrustDocument Pin(TrustDocument document, params TestKey[] signers)
    {
        TrustRefusal refusal = VerifiedTrustDocument.TryPin(Sign(document, signers), out VerifiedTrustDocument? pinned);
        Assert.Equal(TrustRefusal.None, refusal);
        return pinned!;
    }
}
