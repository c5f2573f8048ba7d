using Garita.Firmware.Manifests;
using Garita.IndependentReader.Cbor;
using Garita.IndependentReader.Cose;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>Blocks that claim what they should not, around a manifest that is in order.</summary>
public sealed class SignatureAttackTests : IDisposable
{
    private static readonly byte[] s_nil = [0xF6];

    private readonly TestKey _key = new();
    private readonly TestKey _second = new();
    private readonly TestKey _stranger = new();
    private readonly byte[] _held;
    private readonly byte[] _digest;

    public SignatureAttackTests()
    {
        byte[] envelope = Targets.Signed(Targets.Whole, _key);
        _held = CborWriting.Bytes(Forge.ManifestOf(envelope));
        _digest = Forge.Digest(System.Security.Cryptography.SHA256.HashData(_held));
    }

    // Protected header in hex, what must come of it; the signature is good over that very header.
    public static TheoryData<string, ManifestRefusal> Headers => new()
    {
        { "a10128", ManifestRefusal.None }, // ESP256
        { "a10126", ManifestRefusal.None }, // ES256, with a key that is on P-256
        { "a10127", ManifestRefusal.UnsupportedAlgorithm }, // -8, EdDSA
        { "a101382d", ManifestRefusal.UnsupportedAlgorithm }, // -46, HSS/LMS
        { "a1013822", ManifestRefusal.UnsupportedAlgorithm }, // -35, ES384
        { "a10105", ManifestRefusal.UnsupportedAlgorithm }, // 5, HMAC: the public key as a secret
        { "a10100", ManifestRefusal.UnsupportedAlgorithm }, // reserved
        { "a10166455350323536", ManifestRefusal.UnsupportedAlgorithm }, // "ESP256" as text
        { "a0", ManifestRefusal.SignatureMalformed }, // no algorithm at all
        { "", ManifestRefusal.SignatureMalformed }, // the other spelling of an empty header
        { "a20128028101", ManifestRefusal.SignatureMalformed }, // crit: [1]
        { "a20128028118ff", ManifestRefusal.SignatureMalformed }, // crit names a header that nobody knows
        { "a201280126", ManifestRefusal.SignatureMalformed }, // the algorithm twice
        { "a1180128", ManifestRefusal.SignatureMalformed }, // a longer head
        { "bf0128ff", ManifestRefusal.SignatureMalformed }, // no length
        { "a1012800", ManifestRefusal.SignatureMalformed }, // a byte behind
    };

    public void Dispose()
    {
        _key.Dispose();
        _second.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Header_is_judged_though_the_signature_over_it_is_good(string header, ManifestRefusal refusal)
    {
        byte[] bytes = Convert.FromHexString(header);

        Assert.Equal(refusal, Judge(1, Forge.Block(_key, _digest, bytes)));
    }

    [Fact]
    public void Algorithm_outside_of_what_is_signed_is_refused()
    {
        byte[] esp256 = [0xA1, 0x01, 0x28];

        Assert.Equal(ManifestRefusal.AlgorithmNotProtected, Judge(1, Forge.Block(_key, _digest, [0xA0], esp256)));
        Assert.Equal(ManifestRefusal.AlgorithmNotProtected, Judge(1, Forge.Block(_key, _digest, [], esp256)));
        Assert.Equal(ManifestRefusal.AlgorithmNotProtected, Judge(1, Forge.Block(_key, _digest, null, esp256)));
    }

    [Fact]
    public void Algorithm_swapped_after_signing_is_refused()
    {
        byte[] good = Forge.Raw(_key.Sign(CoseSign1.ToBeSigned([0xA1, 0x01, 0x28], _digest)));

        Assert.Equal(
            ManifestRefusal.WrongSignature, Judge(1, Forge.Block([0xA1, 0x01, 0x26], [0xA0], s_nil, good)));
    }

    [Fact]
    public void Payload_that_is_not_nil_is_refused()
    {
        byte[] good = Forge.Raw(_key.Sign(CoseSign1.ToBeSigned([0xA1, 0x01, 0x28], _digest)));
        foreach (byte[] payload in (byte[][])[CborWriting.Bytes(_digest), [0x40], [0xF7], [0x00], [0x80]])
        {
            Assert.Equal(
                ManifestRefusal.SignatureMalformed, Judge(1, Forge.Block([0xA1, 0x01, 0x28], [0xA0], payload, good)));
        }
    }

    [Fact]
    public void Signature_of_another_length_or_form_is_refused()
    {
        byte[] der = _key.Sign(CoseSign1.ToBeSigned([0xA1, 0x01, 0x28], _digest));
        byte[] raw = Forge.Raw(der);
        byte[][] signatures =
            [der, [], raw[..63], [.. raw, 0], [.. raw, .. raw], new byte[64], [.. Enumerable.Repeat((byte)0xFF, 64)]];
        foreach (byte[] signature in signatures)
        {
            ManifestRefusal refusal = Judge(1, Forge.Block([0xA1, 0x01, 0x28], [0xA0], s_nil, signature));
            Assert.True(refusal is ManifestRefusal.WrongSignature or ManifestRefusal.SignatureMalformed, $"{refusal}");
        }
    }

    [Fact]
    public void Signature_over_the_manifest_instead_of_its_digest_is_refused()
    {
        byte[] esp256 = [0xA1, 0x01, 0x28];
        foreach (byte[] signed in (byte[][])[_held, _digest[4..], CborWriting.Bytes(_digest)])
        {
            byte[] signature = Forge.Raw(_key.Sign(CoseSign1.ToBeSigned(esp256, signed)));
            Assert.Equal(
                ManifestRefusal.WrongSignature, Judge(1, Forge.Block(esp256, [0xA0], s_nil, signature)));
        }

        byte[] bare = Forge.Raw(_key.Sign(_digest));
        Assert.Equal(ManifestRefusal.WrongSignature, Judge(1, Forge.Block(esp256, [0xA0], s_nil, bare)));
    }

    [Fact]
    public void Key_counts_once_however_often_and_however_it_signs()
    {
        byte[] again = Forge.Block(_key, _digest);
        byte[] es256 = Forge.Block(_key, _digest, [0xA1, 0x01, 0x26]);
        byte[] raw = Forge.Raw(_key.Sign(CoseSign1.ToBeSigned([0xA1, 0x01, 0x28], _digest)));
        byte[] mirrored = Forge.Block([0xA1, 0x01, 0x28], [0xA0], s_nil, [.. raw[..32], .. Mirrored(raw[32..])]);

        Assert.Equal(ManifestRefusal.BelowThreshold, Judge(2, again, Forge.Block(_key, _digest), es256, mirrored));
        Assert.Equal(ManifestRefusal.BelowThreshold, Judge(2, again, again));
        Assert.Equal(ManifestRefusal.BelowThreshold, Judge(2, again, Forge.Block(_stranger, _digest)));
        Assert.Equal(ManifestRefusal.WrongSignature, Judge(1, Forge.Block(_stranger, _digest)));
        Assert.Equal(ManifestRefusal.None, Judge(2, again, Forge.Block(_second, _digest)));
        Assert.Equal(ManifestRefusal.Unsigned, Judge(1));
    }

    [Fact]
    public void More_blocks_than_the_limit_are_refused_before_any_is_checked()
    {
        byte[] block = Forge.Block(_stranger, _digest);
        byte[][] many = [.. Enumerable.Repeat(block, ManifestLimits.Default.MaxSignatures + 1)];

        Assert.Equal(ManifestRefusal.TooManySignatures, Judge(1, many));
    }

    [Fact]
    public void Other_kinds_of_block_do_not_count()
    {
        byte[] block = Forge.Block(_key, _digest);

        // COSE_Mac0, COSE_Sign, COSE_Mac, COSE_Encrypt0, and no tag.
        foreach (byte[] tag in (byte[][])[[0xD1], [0xD8, 98], [0xD8, 97], [0xD0], []])
        {
            ManifestRefusal refusal = Judge(1, [.. tag, .. block[1..]]);
            Assert.True(
                refusal is ManifestRefusal.UnsupportedAlgorithm or ManifestRefusal.SignatureMalformed, $"{refusal}");
        }
    }

    private static byte[] Mirrored(byte[] s)
    {
        var order = System.Numerics.BigInteger.Parse(
            "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
            System.Globalization.NumberStyles.HexNumber, null);
        byte[] bytes = (order - new System.Numerics.BigInteger(s, isUnsigned: true, isBigEndian: true))
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private ManifestRefusal Judge(int threshold, params byte[][] blocks) => Verdict.Of(
        Forge.Envelope(Forge.Wrapper(_digest, blocks), _held), Samples.Trust(threshold, _key, _second));
}
