using Garita.Firmware.Manifests;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>
/// Manifests that a key of ours did sign, though nobody should have: here only the parser stands in the way.
/// </summary>
public sealed class ManifestAttackTests : IDisposable
{
    // What these hold is for each maker to define, so a manifest with any may be good; but then it is none of ours.
    private const string FetchArguments = "$.5<<>>.3<<>>.1.9<<>>";

    private readonly TestKey _key = new();
    private readonly ReleaseKeys _trust;

    public ManifestAttackTests() => _trust = Samples.Trust(1, _key);

    public static TheoryData<string> All => [.. Targets.Names];

    // One command or parameter each, in the shared sequence (4 of the common part) and in install (20).
    public static TheoryData<string, string, ManifestRefusal> Commands => new()
    {
        { "shared", "820bf6", ManifestRefusal.UnsupportedCommand }, // nobody assigned 11 here
        { "install", "820b0f", ManifestRefusal.UnsupportedCommand },
        { "install", "8218640f", ManifestRefusal.UnsupportedCommand }, // 100
        { "install", "821b00000001000000010f", ManifestRefusal.UnsupportedCommand }, // 1 in the low 32 bits
        { "install", "821bffffffffffffffff0f", ManifestRefusal.Malformed },
        { "install", "82200f", ManifestRefusal.UnsupportedCommand }, // -1, custom
        { "shared", "82200f", ManifestRefusal.UnsupportedCommand }, // custom where the draft forbids it
        { "shared", "821502", ManifestRefusal.CommandMisplaced }, // fetch
        { "shared", "821602", ManifestRefusal.CommandMisplaced }, // copy
        { "shared", "821702", ManifestRefusal.CommandMisplaced }, // invoke
        { "install", "821202", ManifestRefusal.UnsupportedCommand }, // write, which we have no use for
        { "install", "82181f02", ManifestRefusal.UnsupportedCommand }, // swap, likewise
        { "install", "820c01", ManifestRefusal.UnknownComponent }, // index 1 of one component
        { "shared", "820c01", ManifestRefusal.UnknownComponent },
        { "install", "820c1bffffffffffffffff", ManifestRefusal.UnknownComponent },
        { "install", "820c1b0000000100000000", ManifestRefusal.UnknownComponent }, // 0 in the low 32 bits
        { "install", "820c820001", ManifestRefusal.UnknownComponent },
        { "install", "820c80", ManifestRefusal.Malformed }, // no component at all
        { "install", "820cf4", ManifestRefusal.Malformed }, // false
        { "install", "820c20", ManifestRefusal.Malformed }, // -1
        { "install", "8214a1182a00", ManifestRefusal.UnsupportedParameter }, // 42
        { "install", "8214a12000", ManifestRefusal.UnsupportedParameter }, // -1, custom
        { "install", "8214a0", ManifestRefusal.Malformed }, // no parameter
        { "install", "8214a10e20", ManifestRefusal.Malformed }, // a size of -1
        { "install", "8214a10ec249010000000000000000", ManifestRefusal.Malformed }, // 2^64 as a bignum
        { "install", "8214a1014f00112233445566778899aabbccddee", ManifestRefusal.Malformed }, // a vendor of 15 bytes
        { "install", "8214a10343822f40", ManifestRefusal.Malformed }, // a digest of no bytes
        { "install", "8214a115410a", ManifestRefusal.Malformed }, // a URI that is bytes
        { "install", "8214a1156141156142", ManifestRefusal.Malformed }, // more than the map says
        { "install", "820310", ManifestRefusal.Malformed }, // a policy of 16
        { "install", "8203f6", ManifestRefusal.Malformed },
        { "install", "8103", ManifestRefusal.Malformed }, // a command without its argument
        { "install", "83030f03", ManifestRefusal.Malformed },
        { "install", "80", ManifestRefusal.Malformed }, // no command
        { "install", "820f80", ManifestRefusal.Malformed }, // try-each of nothing
        { "install", "820f8143820e0f", ManifestRefusal.Malformed }, // of one
        { "install", "820f82f643820e0f", ManifestRefusal.Malformed }, // nil that is not last
        { "install", "82182040", ManifestRefusal.Malformed }, // run-sequence of nothing
        { "install", "821820820e0f", ManifestRefusal.Malformed }, // of an array that is not in a byte string
    };

    public void Dispose() => _key.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void No_signed_mutant_is_accepted_that_the_second_reader_refuses(string target)
    {
        byte[] manifest = Forge.ManifestOf(Targets.Signed(target, _key));
        int refused = 0;
        foreach (CborMutant mutant in Targets.Sample(target, CborMutations.Of(manifest)))
        {
            byte[] envelope = Forge.Envelope(mutant.Bytes, _key);
            ManifestRefusal refusal = Verdict.Of(envelope, _trust, out VerifiedManifest? verified);
            refused += refusal == ManifestRefusal.None ? 0 : 1;
            if (refusal == ManifestRefusal.None)
            {
                bool ours = !mutant.What.Contains(FetchArguments, StringComparison.Ordinal);
                Assert.False(mutant.Never && (ours || verified!.Image is not null), $"{target}: {mutant.What}");
                Assert.True(Verdict.OfSecondReader(envelope, 1, _key), $"{target}: {mutant.What}");
            }
            else
            {
                Assert.True(IsOfTheManifest(refusal), $"{target}: {mutant.What}: {refusal}");
            }
        }

        Assert.True(refused > 300);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Signed_manifest_cut_anywhere_or_followed_by_a_byte_is_refused(string target)
    {
        byte[] manifest = Forge.ManifestOf(Targets.Signed(target, _key));
        foreach (int length in Targets.Sample(target, Enumerable.Range(0, manifest.Length)))
        {
            Assert.Equal(
                ManifestRefusal.Malformed, Verdict.Of(Forge.Envelope(manifest.AsSpan(0, length), _key), _trust));
        }

        Assert.Equal(ManifestRefusal.Malformed, Verdict.Of(Forge.Envelope([.. manifest, 0], _key), _trust));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Signed_sequence_is_refused(string section, string sequence, ManifestRefusal refusal)
    {
        byte[] manifest = SmallManifest.With(section, Convert.FromHexString(sequence));

        Assert.Equal(refusal, Verdict.Of(Forge.Envelope(manifest, _key), _trust));
    }

    [Fact]
    public void Small_manifest_itself_is_in_order() =>
        Assert.Equal(ManifestRefusal.None, Verdict.Of(Forge.Envelope(SmallManifest.Plain, _key), _trust));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Manifest_without_a_member_that_must_be_there_is_refused(int key) => Assert.Equal(
        ManifestRefusal.Malformed, Verdict.Of(Forge.Envelope(SmallManifest.Without(key), _key), _trust));

    [Fact]
    public void Sequences_inside_sequences_end_at_the_limit()
    {
        foreach (bool tryEach in (bool[])[false, true])
        {
            byte[] bomb = [0x82, 0x03, 0x0F];
            ManifestRefusal last = ManifestRefusal.None;
            for (int depth = 1; depth < 40; depth++)
            {
                bomb = tryEach ? SmallManifest.TryEach(bomb, bomb) : SmallManifest.Run(bomb);
                if (bomb.Length > ManifestLimits.Default.MaxEnvelopeLength - 1024)
                {
                    break;
                }

                last = Verdict.Of(Forge.Envelope(SmallManifest.With("install", bomb), _key), _trust);
                Assert.Equal(
                    depth < ManifestLimits.Default.MaxNesting ? ManifestRefusal.None : ManifestRefusal.LimitExceeded,
                    last);
            }

            Assert.Equal(ManifestRefusal.LimitExceeded, last);
        }
    }

    [Fact]
    public void Wide_sequences_and_many_components_end_at_the_limit()
    {
        int most = ManifestLimits.Default.MaxCommands;
        byte[][] alternatives = [.. Enumerable.Repeat<byte[]>([0x82, 0x03, 0x0F], 9)];

        Assert.Equal(ManifestRefusal.LimitExceeded, Install(SmallManifest.Repeat([0x03, 0x0F], most + 1)));
        Assert.Equal(ManifestRefusal.LimitExceeded, Install(SmallManifest.TryEach(alternatives)));
        Assert.Equal(ManifestRefusal.LimitExceeded, Install([0x82, 0x14, 0xA1, 0x15, .. SmallManifest.Text(2048)]));
        Assert.Equal(
            ManifestRefusal.LimitExceeded,
            Verdict.Of(Forge.Envelope(SmallManifest.WithComponents(17), _key), _trust));
    }

    private ManifestRefusal Install(byte[] sequence) =>
        Verdict.Of(Forge.Envelope(SmallManifest.With("install", sequence), _key), _trust);

    // A block that is in order, so whatever is wrong is not the signature.
    private static bool IsOfTheManifest(ManifestRefusal refusal) => refusal is not
        (ManifestRefusal.Unsigned or ManifestRefusal.DigestMismatch or ManifestRefusal.WrongSignature
        or ManifestRefusal.BelowThreshold or ManifestRefusal.SignatureMalformed
        or ManifestRefusal.UnsupportedAlgorithm);
}
