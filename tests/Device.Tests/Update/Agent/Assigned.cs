using Garita.Firmware.Delivery;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;
using Garita.TestKit;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>What the server of these tests says to its device, signed.</summary>
internal static class Assigned
{
    /// <summary>The device that all of it is for.</summary>
    public const string Device = "PUMP0001";

    private static long s_counter;

    /// <summary>Who signs; its root is what the device holds.</summary>
    public static TestAssigner Server { get; } = new();

    /// <summary>What the device was made with.</summary>
    public static AssignmentTrust Trust { get; } = new([RootOf(Server)], Device);

    /// <summary>The root that a device of this server is made with.</summary>
    public static AuthorityCertificate RootOf(TestAssigner server)
    {
        Assert.Equal(
            ChainRefusal.None,
            AuthorityCertificate.TryReadRoot(server.Root, CertificateRole.ServerRoot, out AuthorityCertificate? root));
        return root!;
    }

    /// <summary>A counter beyond all that were given before.</summary>
    public static long NextCounter() => Interlocked.Increment(ref s_counter);

    /// <summary>An offer's message.</summary>
    public static byte[] Encode(UpdateOfferMessage offer, TestAssigner? by = null, string device = Device)
    {
        TestAssigner signer = by ?? Server;
        return offer.AssignedBy(signer.Leaf, signer.Issuer, Signature(signer, offer.ToBeSigned(device))).Encode();
    }

    /// <summary>An answer's message.</summary>
    public static byte[] Encode(UpdateAnswer answer, TestAssigner? by = null, string device = Device)
    {
        TestAssigner signer = by ?? Server;
        return answer.AssignedBy(signer.Leaf, signer.Issuer, Signature(signer, answer.ToBeSigned(device))).Encode();
    }

    private static EcdsaSignature Signature(TestAssigner signer, byte[] data)
    {
        Assert.True(EcdsaSignature.TryFromDer(signer.Sign(data), out EcdsaSignature? signature));
        return signature;
    }
}
