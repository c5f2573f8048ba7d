using System.Security.Cryptography;
using System.Text;
using Garita.Firmware;
using Garita.Firmware.Trust;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Merkle.Signatures;

namespace Garita.Device.Tests.Trust;

/// <summary>A log with its key and two witnesses, small enough to be forked at will.</summary>
internal sealed class MakersLog : IDisposable
{
    private readonly SigningPair _key = new();
    private readonly MerkleTree _tree = new();
    private readonly Cosigner[] _witnesses =
    [
        new("one.example", Ed25519PrivateKey.FromSeed(RandomNumberGenerator.GetBytes(32))),
        new("two.example", Ed25519PrivateKey.FromSeed(RandomNumberGenerator.GetBytes(32))),
    ];

    public MakersLog(string origin = "log.example/maker") =>
        Key = NoteKey.ForLog(origin, _key.PublicKey.SubjectPublicKeyInfo.Span)!;

    public NoteKey Key { get; }

    public long Size => _tree.Size;

    public WitnessPolicy Policy(int required) => WitnessPolicy.Create([.. _witnesses.Select(w => w.Key)], required)!;

    /// <summary>Appends leaves that are nobody's release.</summary>
    public void Grow(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _tree.Append(TreeHash.Leaf(RandomNumberGenerator.GetBytes(8)));
        }
    }

    public long Append(Sha256Digest manifest)
    {
        _tree.Append(ReleaseLeaf.Of(manifest));
        return _tree.Size - 1;
    }

    /// <summary>The proof of a leaf in the tree as it is now, cosigned by so many witnesses.</summary>
    public byte[] Prove(long index, int witnesses = 0)
    {
        string text = Checkpoint.Of(Key.Name, _tree.Size, _tree.Root()).ToText();
        NoteSignature signature = new(Key.Name, Key.KeyId, _key.Sign(Encoding.UTF8.GetBytes(text)));
        SignedNote note = SignedNote.Of(text, signature);
        Assert.Equal(LogRefusal.None, SignedCheckpoint.TryVerify(note, Key, Key.Name, out SignedCheckpoint? signed));
        foreach (Cosigner witness in _witnesses[..witnesses])
        {
            note = note.With(witness.Cosign(signed!, DateTimeOffset.UnixEpoch.AddYears(56)));
        }

        return new TlogProof(index, _tree.Prover().Inclusion(index), note).Encode();
    }

    public MerkleHash[] Consistency(long size) => _tree.Prover().Consistency(size);

    public void Dispose()
    {
        _key.Dispose();
        Array.ForEach(_witnesses, w => w.Dispose());
    }
}
