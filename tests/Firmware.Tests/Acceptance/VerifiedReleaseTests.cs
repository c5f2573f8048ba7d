using Garita.Firmware.Acceptance;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.IndependentReader.Vectors;

namespace Garita.Firmware.Tests.Acceptance;

public sealed class VerifiedReleaseTests : IDisposable
{
    private readonly TestKey _key = new();

    private static DeviceFacts Device { get; } = new()
    {
        Vendor = Samples.Vendor,
        Class = Samples.Class,
        SequenceNumber = 6,
        ManifestDigest = Sha256Digest.Of([6]),
        EpochFloor = 3,
        SlotSize = Samples.Image.Length,
    };

    [Fact]
    public void Release_for_this_device_is_accepted()
    {
        Assert.True(VerifiedRelease.TryAccept(Verified(Samples.Release), Device, out VerifiedRelease? release, out _));

        Assert.Equal(Samples.Release.Digest, release.Image.Digest);
    }

    public static TheoryData<ReleaseRefusal> Refusals => [.. Enum.GetValues<ReleaseRefusal>()];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Release_and_device_that_differ_in_one_thing_have_one_reason(ReleaseRefusal expected)
    {
        VerifiedManifest manifest = Verified(Samples.Release);
        (VerifiedManifest judged, DeviceFacts device) = expected switch
        {
            ReleaseRefusal.None => (manifest, Device),
            ReleaseRefusal.NotOneImage => (DraftDevice.Verified(SuitExamples.Signed(1)), Device),
            ReleaseRefusal.OtherVendor => (manifest, Device with { Vendor = Samples.Class }),
            ReleaseRefusal.OtherClass => (manifest, Device with { Class = Samples.Vendor }),
            ReleaseRefusal.OtherComponent => (manifest, Device with { Component = ComponentId.Of([[9]]) }),
            ReleaseRefusal.Revoked =>
                (manifest, Device with { Revoked = new HashSet<Sha256Digest> { manifest.Digest } }),
            ReleaseRefusal.EpochBelowFloor => (manifest, Device with { EpochFloor = 4 }),
            ReleaseRefusal.OlderSequence => (manifest, Device with { SequenceNumber = 8 }),
            ReleaseRefusal.SequenceReused => (manifest, Device with { SequenceNumber = 7 }),
            ReleaseRefusal.ImageTooLarge => (manifest, Device with { SlotSize = Samples.Image.Length - 1 }),
            ReleaseRefusal.CannotDecrypt => (Verified(Encrypted()), Device),
            ReleaseRefusal.InstallSevered => (Severed(), Device),
        };

        bool accepted = VerifiedRelease.TryAccept(judged, device, out _, out ReleaseRefusal refusal);

        Assert.Equal((expected == ReleaseRefusal.None, expected), (accepted, refusal));
    }

    [Fact]
    public void Release_that_the_device_has_is_accepted_again()
    {
        VerifiedManifest manifest = Verified(Samples.Release);
        DeviceFacts device = Device with { SequenceNumber = 7, ManifestDigest = manifest.Digest };

        Assert.True(VerifiedRelease.TryAccept(manifest, device, out _, out _));
    }

    [Fact]
    public void Boot_judges_the_severed_envelope_by_its_epoch_and_not_by_its_number()
    {
        VerifiedManifest severed = Severed();
        DeviceFacts newer = Device with { SequenceNumber = 100 };

        Assert.Equal(ReleaseRefusal.None, VerifiedRelease.JudgeBoot(severed, newer));
        Assert.Equal(
            ReleaseRefusal.EpochBelowFloor, VerifiedRelease.JudgeBoot(severed, newer with { EpochFloor = 4 }));
        Assert.Null(severed.Image!.Version);
    }

    [Fact]
    public void Encrypted_release_is_accepted_where_there_is_a_key()
    {
        VerifiedManifest manifest = Verified(Encrypted());

        Assert.True(VerifiedRelease.TryAccept(
            manifest, Device with { Decrypts = true }, out VerifiedRelease? release, out _));
        Assert.Equal(Samples.Release.Digest, release.Image.Digest);
        Assert.NotEqual(release.Image.Digest, release.Image.Payload.Digest);
    }

    public void Dispose() => _key.Dispose();

    private static SingleImage Encrypted() => Samples.Release with
    {
        Payload = new DeliveredPayload(PayloadKind.EncryptedImage, Samples.Image.Length, Sha256Digest.Of([1])),
    };

    private VerifiedManifest Severed()
    {
        Envelope whole = ManifestBuilder.Build(Samples.Release with { Severable = true }).Sign(_key);
        return Verified(whole.Sever());
    }

    private VerifiedManifest Verified(SingleImage image) => Verified(ManifestBuilder.Build(image).Sign(_key));

    private VerifiedManifest Verified(Envelope envelope)
    {
        Assert.True(VerifiedManifest.TryVerify(
            envelope.Bytes, Samples.Trust(1, _key), out VerifiedManifest? verified, out ManifestRefusal refusal));
        Assert.Equal(ManifestRefusal.None, refusal);
        return verified;
    }
}
