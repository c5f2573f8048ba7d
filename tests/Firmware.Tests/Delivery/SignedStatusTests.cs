using System.Security.Cryptography;
using Garita.Firmware.Delivery;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests.Delivery;

/// <summary>A device's final status with its signature, as on docs/wire/updates.md.</summary>
public sealed class SignedStatusTests : IDisposable
{
    private const string Device = "ABCD1234";

    private readonly WirePage _page = new("updates.md");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static UpdateStatusMessage Installed =>
        Messages.Status with { State = UpdateState.Installed, Reason = null };

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Example_is_what_a_device_with_its_key_signs()
    {
        UpdateStatusMessage read = Read(_page.Value("report"));
        Assert.Equal(KeyRefusal.None, EcPublicKey.TryParse(_page.Value("key"), out EcPublicKey? key));
        Assert.Equal(_page.Value("signed"), read.ToBeSigned(Device));
        Assert.True(read.IsSignedBy(key!, Device));
        Assert.Equal(_page.Value("report"), read.Encode());
    }

    [Fact]
    public void Signature_is_of_this_device_this_key_and_this_message()
    {
        UpdateStatusMessage signed = Read(Sign(Installed).Encode());
        EcPublicKey key = EcPublicKey.Of(_key);
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.True(signed.IsSignedBy(key, Device));
        Assert.False(signed.IsSignedBy(key, "ABCD1235"));
        Assert.False(signed.IsSignedBy(EcPublicKey.Of(other), Device));
        Assert.False(Installed.IsSignedBy(key, Device));
        UpdateStatusMessage[] altered =
        [
            signed with { Deployment = "spring-2" },
            signed with { Attempt = signed.Attempt + 1 },
            signed with { Manifest = Sha256Digest.Of([9]) },
            signed with { State = UpdateState.RolledBack },
            signed with { Reason = UpdateReason.Unhealthy },
            signed with { Running = null },
            signed with { LogSize = signed.LogSize + 1 },
            signed with { ChunksDone = signed.ChunksDone - 1 },
        ];
        Assert.All(altered, each => Assert.False(Read(each.Encode()).IsSignedBy(key, Device)));
    }

    [Fact]
    public void Every_changed_bit_is_refused_or_no_signature_of_the_device()
    {
        byte[] bytes = Sign(Installed).Encode();
        EcPublicKey key = EcPublicKey.Of(_key);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            bool isTaken = UpdateStatusMessage.TryRead(changed, out UpdateStatusMessage? read) == DeliveryRefusal.None
                && read!.IsSignedBy(key, Device);
            Assert.False(isTaken, $"bit {bit}");
        }
    }

    [Fact]
    public void Status_on_the_way_has_no_signature()
    {
        EcdsaSignature signature = Sign(Messages.Status.ToBeSigned(Device));
        Assert.Throws<InvalidOperationException>(() => Messages.Status.SignedWith(signature));
        ReadOnlyMemory<byte>? block = Installed.SignedWith(signature).Signature;
        Assert.Throws<InvalidOperationException>(() => (Messages.Status with { Signature = block }).Encode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("d28443a10128a0f640")]
    [InlineData("d28443a10128a041005840" + Zeros)]
    [InlineData("d28443a10128a0f65840" + Zeros + "00")]
    public void Block_that_is_no_detached_signature_is_refused(string hex) => Assert.Throws<InvalidOperationException>(
        () => (Installed with { Signature = Convert.FromHexString(hex) }).Encode());

    private const string Zeros =
        "0000000000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000000";

    private static UpdateStatusMessage Read(byte[] bytes)
    {
        Assert.Equal(DeliveryRefusal.None, UpdateStatusMessage.TryRead(bytes, out UpdateStatusMessage? read));
        return read!;
    }

    private UpdateStatusMessage Sign(UpdateStatusMessage status) => status.SignedWith(Sign(status.ToBeSigned(Device)));

    private EcdsaSignature Sign(byte[] data)
    {
        byte[] raw = _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Assert.True(EcdsaSignature.TryFromRaw(raw, out EcdsaSignature? signature));
        return signature;
    }
}
