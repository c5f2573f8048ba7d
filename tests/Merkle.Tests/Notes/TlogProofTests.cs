using System.Security.Cryptography;
using System.Text;
using Garita.Merkle.Notes;

namespace Garita.Merkle.Tests.Notes;

public sealed class TlogProofTests : IDisposable
{
    private readonly MerkleHash[] _leaves = Rfc6962.Leaves(11);
    private readonly MerkleTree _tree;
    private readonly ECDsa _pair;
    private readonly NoteKey _key;
    private readonly SignedCheckpoint _checkpoint;

    public TlogProofTests()
    {
        _tree = Rfc6962.TreeOf(_leaves);
        (_pair, _key) = TestKeys.Log();
        _checkpoint = _pair.Checkpoint(_key, _tree.Size, _tree.Root());
    }

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void A_proof_file_proves_its_leaf_and_no_other()
    {
        byte[] file = new TlogProof(4, _tree.Prover().Inclusion(4), _checkpoint.Note).Encode();
        Assert.Equal(LogRefusal.None, TlogProof.TryParse(file, out TlogProof? proof));
        Assert.Equal(file, proof!.Encode());
        Assert.Equal(LogRefusal.None, Verify(proof, _leaves[4], WitnessPolicy.None));
        Assert.Equal(LogRefusal.NotIncluded, Verify(proof, _leaves[5], WitnessPolicy.None));
        using Cosigner witness = TestKeys.Witness(1);
        WitnessPolicy policy = WitnessPolicy.Create([witness.Key], 1)!;
        Assert.Equal(LogRefusal.TooFewWitnesses, Verify(proof, _leaves[4], policy));
        SignedNote cosigned = _checkpoint.With(witness.Cosign(_checkpoint, TestKeys.Time)).Note;
        TlogProof witnessed = new(4, proof.Hashes, cosigned);
        Assert.Equal(LogRefusal.None, Verify(witnessed, _leaves[4], policy));
    }

    [Fact]
    public void Every_changed_bit_of_a_proof_file_is_refused()
    {
        byte[] file = new TlogProof(4, _tree.Prover().Inclusion(4), _checkpoint.Note).Encode();
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] changed = [.. file];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            LogRefusal refusal = TlogProof.TryParse(changed, out TlogProof? proof);
            Assert.False(
                refusal == LogRefusal.None && Verify(proof!, _leaves[4], WitnessPolicy.None) == LogRefusal.None);
        }
    }

    [Fact]
    public void Extra_data_is_carried()
    {
        TlogProof proof = new TlogProof(0, [], _checkpoint.Note).WithExtra([1, 2, 3]);
        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra AQID\nindex 0\n\n", Encoding.UTF8.GetString(proof.Encode()));
        Assert.Equal(LogRefusal.None, TlogProof.TryParse(proof.Encode(), out TlogProof? read));
        Assert.Equal([1, 2, 3], read!.Extra.ToArray());
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n", LogRefusal.BadHeader)]
    [InlineData("", LogRefusal.BadHeader)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\n", LogRefusal.BadExtra)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AQID\nextra AQID\nindex 0\n\n", LogRefusal.BadSize)]
    [InlineData("c2sp.org/tlog-proof@v1\n\n\n", LogRefusal.BadSize)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex notanumber\n\n", LogRefusal.BadSize)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -5\n\n", LogRefusal.BadSize)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 00\n\n", LogRefusal.BadSize)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\n", LogRefusal.BadHash)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n", LogRefusal.BadHash)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n", LogRefusal.NoSignatures)]
    public void A_proof_file_is_read_strictly(string file, LogRefusal expected) =>
        Assert.Equal(expected, TlogProof.TryParse(Encoding.UTF8.GetBytes(file), out _));

    [Fact]
    public void A_proof_file_has_limits()
    {
        string hashes = string.Concat(Enumerable.Repeat(Convert.ToBase64String(new byte[32]) + "\n", 64));
        byte[] many = Encoding.UTF8.GetBytes($"c2sp.org/tlog-proof@v1\nindex 0\n{hashes}\n");
        Assert.Equal(LogRefusal.TooManyHashes, TlogProof.TryParse(many, out _));
        Assert.Equal(LogRefusal.TooLong, TlogProof.TryParse(new byte[NoteLimits.MaxProofBytes + 1], out _));
    }

    private LogRefusal Verify(TlogProof proof, MerkleHash leaf, WitnessPolicy policy) =>
        proof.Verify(leaf, _key, policy, null, out _);
}
