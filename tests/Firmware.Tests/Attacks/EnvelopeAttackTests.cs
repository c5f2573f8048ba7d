using System.Security.Cryptography;
using Garita.Firmware.Manifests;
using Garita.IndependentReader.Cbor;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>Changes to a signed envelope by somebody without a key: each has one refusal and no other effect.</summary>
public sealed class EnvelopeAttackTests : IDisposable
{
    private readonly TestKey _key = new();
    private readonly ReleaseKeys _trust;

    public EnvelopeAttackTests() => _trust = Samples.Trust(1, _key);

    public static TheoryData<string> All => [.. Targets.Names];

    public void Dispose() => _key.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void Every_flipped_bit_is_refused(string target)
    {
        byte[] envelope = Targets.Signed(target, _key);
        Assert.Equal(ManifestRefusal.None, Verdict.Of(envelope, _trust));
        foreach (int bit in Targets.Sample(target, Enumerable.Range(0, 8 * envelope.Length)))
        {
            envelope[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(Verdict.Of(envelope, _trust) != ManifestRefusal.None, $"{target}: bit {bit}");
            envelope[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_beginning_is_refused_and_so_is_a_byte_more(string target)
    {
        byte[] envelope = Targets.Signed(target, _key);
        for (int length = 0; length < envelope.Length; length++)
        {
            Assert.Equal(ManifestRefusal.Malformed, Cut(Verdict.Of(envelope[..length], _trust)));
        }

        Assert.Equal(ManifestRefusal.Malformed, Verdict.Of([.. envelope, 0], _trust));
        Assert.Equal(ManifestRefusal.Malformed, Verdict.Of([.. envelope, .. envelope], _trust));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_mutant_is_accepted_that_the_second_reader_refuses(string target)
    {
        byte[] envelope = Targets.Signed(target, _key);
        List<CborMutant> accepted = [.. Targets.Sample(target, CborMutations.Of(envelope))
            
            .Where(mutant => !mutant.Bytes.AsSpan().SequenceEqual(envelope))
            .Where(mutant => Verdict.Of(mutant.Bytes, _trust) == ManifestRefusal.None)];

        Assert.All(accepted, mutant =>
        {
            Assert.False(mutant.Never, mutant.What);
            Assert.True(Verdict.OfSecondReader(mutant.Bytes, 1, _key), mutant.What);
        });

        // Only what changes nothing that is signed: a block twice, a section that is left out.
        Assert.InRange(accepted.Count, 0, 3);
    }

    [Fact]
    public void Manifest_in_the_wrapper_of_another_is_refused()
    {
        List<byte[]> envelopes = [.. Targets.Names.Select(name => Targets.Signed(name, _key))];
        foreach (byte[] wrapper in envelopes)
        {
            foreach (byte[] manifest in envelopes.Where(other => other != wrapper))
            {
                byte[] mixed = Forge.Envelope(WrapperOf(wrapper), CborWriting.Bytes(Forge.ManifestOf(manifest)));
                Assert.Equal(ManifestRefusal.DigestMismatch, Verdict.Of(mixed, _trust));
            }
        }
    }

    [Fact]
    public void Section_of_another_release_is_refused()
    {
        byte[] ours = Targets.Signed(Targets.Severable, _key);
        CborItem theirs = CborDecoder.Decode(Targets.Signed("example 2", _key)).AsTagged(107);
        CborItem members = CborDecoder.Decode(ours).AsTagged(107);
        byte[] mixed = Forge.Envelope(
            members.Get(2).AsBytes(), members.Get(3).Encoded.ToArray(),
            [0x14], theirs.Get(20).Encoded.ToArray(), [0x17], members.Get(23).Encoded.ToArray());

        Assert.Equal(ManifestRefusal.SectionMismatch, Verdict.Of(mixed, _trust));
    }

    [Fact]
    public void Section_that_the_manifest_does_not_sever_is_refused()
    {
        CborItem members = CborDecoder.Decode(Targets.Signed(Targets.Whole, _key)).AsTagged(107);
        byte[] install = CborDecoder.Decode(Forge.ManifestOf(Targets.Signed(Targets.Whole, _key))).Get(20)
            .Encoded.ToArray();
        byte[] added = Forge.Envelope(members.Get(2).AsBytes(), members.Get(3).Encoded.ToArray(), [0x14], install);

        Assert.Equal(ManifestRefusal.SectionNotSevered, Verdict.Of(added, _trust));
    }

    [Fact]
    public void Digest_by_another_algorithm_or_of_another_length_is_refused()
    {
        byte[] held = CborWriting.Bytes(Forge.ManifestOf(Targets.Signed(Targets.Whole, _key)));
        byte[] hash = SHA256.HashData(held);
        byte[] eight = [.. hash.Take(8)];
        (byte[] Digest, ManifestRefusal Refusal)[] cases =
        [
            ([0x82, 0x38, 42, .. CborWriting.Bytes(SHA384.HashData(held))], ManifestRefusal.UnsupportedDigest),
            ([0x82, 0x38, 43, .. CborWriting.Bytes(SHA512.HashData(held))], ManifestRefusal.UnsupportedDigest),
            ([0x82, 0x2E, .. CborWriting.Bytes(eight)], ManifestRefusal.UnsupportedDigest), // SHA-256/64
            (Forge.Digest([.. hash.Take(31)]), ManifestRefusal.Malformed),
            (Forge.Digest([.. hash, 0]), ManifestRefusal.Malformed),
            (Forge.Digest([]), ManifestRefusal.Malformed),
            ([0x83, .. Forge.Digest(hash).Skip(1), 0x00], ManifestRefusal.Malformed),
            (Forge.Digest(SHA256.HashData(Forge.ManifestOf(Targets.Signed(Targets.Whole, _key)))),
                ManifestRefusal.DigestMismatch), // without the head of the byte string
        ];
        foreach ((byte[] digest, ManifestRefusal refusal) in cases)
        {
            byte[] envelope = Forge.Envelope(Forge.Wrapper(digest, Forge.Block(_key, digest)), held);
            Assert.Equal((Convert.ToHexString(digest), refusal),
                (Convert.ToHexString(digest), Verdict.Of(envelope, _trust)));
        }
    }

    [Fact]
    public void Envelope_beyond_the_limit_is_refused_before_it_is_read()
    {
        byte[] large = new byte[ManifestLimits.Default.MaxEnvelopeLength + 1];

        Assert.Equal(ManifestRefusal.TooLarge, Verdict.Of(large, _trust));
    }

    private static byte[] WrapperOf(byte[] envelope) => CborDecoder.Decode(envelope).AsTagged(107).Get(2).AsBytes();

    // With its first byte or two gone there is no tag to see.
    private static ManifestRefusal Cut(ManifestRefusal refusal) =>
        refusal == ManifestRefusal.NotAnEnvelope ? ManifestRefusal.Malformed : refusal;
}
