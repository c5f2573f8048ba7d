using System.Security.Cryptography;
using System.Text;
using Garita.Merkle.Notes;
using Garita.Merkle.Signatures;

namespace Garita.Merkle.Tests;

/// <summary>Keys made at run time, and notes signed with them.</summary>
internal static class TestKeys
{
    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static Ed25519PrivateKey Ed25519(byte number)
    {
        byte[] seed = new byte[Ed25519PrivateKey.SeedSize];
        seed.AsSpan().Fill(number);
        return Ed25519PrivateKey.FromSeed(seed);
    }

    public static Cosigner Witness(byte number) => new($"witness.example/w{number}", Ed25519(number));

    public static (ECDsa Pair, NoteKey Key) Log(string name = "log.example")
    {
        ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (pair, NoteKey.ForLog(name, pair.ExportSubjectPublicKeyInfo())!);
    }

    public static NoteSignature Sign(this ECDsa pair, NoteKey key, string text) => new(
        key.Name,
        key.KeyId,
        pair.SignData(
            Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public static SignedCheckpoint Checkpoint(this ECDsa pair, NoteKey key, long size, MerkleHash root)
    {
        string text = Merkle.Notes.Checkpoint.Of(key.Name, size, root).ToText();
        byte[] note = SignedNote.Of(text, pair.Sign(key, text)).Encode();
        Assert.Equal(LogRefusal.None, SignedCheckpoint.TryVerify(note, key, out SignedCheckpoint? checkpoint));
        return checkpoint!;
    }
}
