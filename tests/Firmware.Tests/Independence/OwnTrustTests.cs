using System.Text.RegularExpressions;
using Garita.Firmware.Tests.Attacks;
using Garita.Firmware.Tests.Trust;
using Garita.Firmware.Trust;
using Garita.IndependentReader;
using Garita.TestKit;
using SecondDocument = Garita.IndependentReader.Trust.TrustDocument;

namespace Garita.Firmware.Tests.Independence;

/// <summary>
/// Trust documents of ours are read by a reader written from docs/wire/trust-document.md; whatever is done to one, what
/// we take the second reader takes as well.
/// </summary>
public sealed partial class OwnTrustTests : IDisposable
{
    private readonly TestKey[] _keys = [new(), new(), new(), new()];

    public void Dispose() => Array.ForEach(_keys, key => key.Dispose());

    [Fact]
    public void Documents_of_ours_follow_each_other()
    {
        byte[] first = TrustSamples.Sign(Document(1, _keys[3]), _keys[0], _keys[1]);
        byte[] second = TrustSamples.Sign(Document(2, _keys[2]), _keys[1], _keys[2]);
        byte[] alone = TrustSamples.Sign(Document(2, _keys[2]), _keys[1]);

        var before = SecondDocument.Read(first);
        var after = SecondDocument.Read(second);

        Assert.True(before.IsSignedBy(before.Root));
        Assert.True(after.Follows(before));
        Assert.False(before.Follows(after) || before.Follows(before) || SecondDocument.Read(alone).Follows(before));
        Assert.Equal(Point(_keys[2]), Assert.Single(after.Release.Keys));
    }

    [Fact]
    public void No_mutant_is_taken_that_the_second_reader_refuses()
    {
        byte[] before = TrustSamples.Sign(Document(1, _keys[3]), _keys[0], _keys[1]);
        byte[] signed = TrustSamples.Sign(Document(2, _keys[2]), _keys[1], _keys[2]);
        List<CborMutant> taken = [.. CborMutations.Of(signed)
            .Where(mutant => !mutant.Bytes.AsSpan().SequenceEqual(signed) && OursTakes(mutant.Bytes, before))];

        Assert.All(taken, mutant => Assert.True(!mutant.Never && Takes(mutant.Bytes, before), mutant.What));

        // A signature twice, or the two in the other order.
        Assert.InRange(taken.Count, 1, 4);
    }

    [Fact]
    public void No_signed_mutant_is_taken_that_the_second_reader_refuses()
    {
        byte[] before = TrustSamples.Sign(Document(1, _keys[3]), _keys[0], _keys[1]);
        int taken = 0;
        foreach (CborMutant mutant in CborMutations.Of(Document(2, _keys[2]).Encode()))
        {
            byte[] signed = SignedTrustDocument.Assemble(
                mutant.Bytes,
                [SignedTrustDocument.Sign(mutant.Bytes, _keys[0]), SignedTrustDocument.Sign(mutant.Bytes, _keys[1])]);
            if (OursTakes(signed, before))
            {
                Assert.True(!mutant.Never && Takes(signed, before), mutant.What);
                taken++;
            }
        }

        Assert.InRange(taken, 0, 40);
    }

    [Fact]
    public void Examples_of_the_page_follow_each_other()
    {
        string page = File.ReadAllText(RepositoryRoot.File("docs/wire/trust-document.md"));
        byte[][] blocks =
        [
            .. TextBlock().Matches(page[page.IndexOf("\n## Example\n", StringComparison.Ordinal)..])
                .Select(match => Hex(match.Groups[1].Value)),
        ];

        var first = SecondDocument.Read(blocks[0]);
        var second = SecondDocument.Read(blocks[1]);

        Assert.True(first.IsSignedBy(first.Root) && second.Follows(first));
        Assert.Equal((1UL, 2UL), (first.WitnessesThatMustCosign, second.Version));
        Assert.Equal("log.example/maker", Assert.Single(first.Logs).Name);
        Assert.NotEqual(first.Release.Keys, second.Release.Keys);
    }

    private static bool Takes(byte[] document, byte[] before)
    {
        try
        {
            return SecondDocument.Read(document).Follows(SecondDocument.Read(before));
        }
        catch (UnreadableException)
        {
            return false;
        }
    }

    private static bool OursTakes(byte[] document, byte[] before)
    {
        Assert.Equal(TrustRefusal.None, VerifiedTrustDocument.TryPin(before, out VerifiedTrustDocument? pinned));
        TrustRefusal refusal = VerifiedTrustDocument.TryAdvance(pinned!, document, out VerifiedTrustDocument? next);
        Assert.Equal(refusal == TrustRefusal.None, next is not null);
        return next is not null;
    }

    private static byte[] Hex(string block) => Convert.FromHexString(string.Concat(
        block.Split('\n').Select(line => line.Split(';')[0].Replace(" ", string.Empty, StringComparison.Ordinal))));

    private static byte[] Point(TestKey key) => key.PublicKey.SubjectPublicKeyInfo.Span[^64..].ToArray();

    private TrustDocument Document(int version, TestKey release) =>
        TrustSamples.Document(version, TrustSamples.Role(2, _keys[0], _keys[1], _keys[2]), release);

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex TextBlock();
}
