using System.Buffers.Binary;
using Garita.Merkle.Signatures;

namespace Garita.Merkle.Notes;

/// <summary>
/// Signs as a witness: that, at a time, the largest consistent tree it has seen of a log is this one (C2SP
/// tlog-cosignature). Whoever calls it must have checked that first. Owns the key.
/// </summary>
public sealed class Cosigner : IDisposable
{
    private readonly Ed25519PrivateKey _key;

    /// <summary>Takes a name of its own for this key; one key must not be two witnesses.</summary>
    public Cosigner(string name, Ed25519PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        Key = NoteKey.ForWitness(name, key.PublicKey);
    }

    /// <summary>What verifies the cosignatures.</summary>
    public NoteKey Key { get; }

    /// <summary>The signature line for a checkpoint at a time, in whole seconds and not before 1970.</summary>
    public NoteSignature Cosign(SignedCheckpoint checkpoint, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        long timestamp = time.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(timestamp, nameof(time));
        byte[] bytes = new byte[8 + Ed25519PublicKey.SignatureSize];
        BinaryPrimitives.WriteInt64BigEndian(bytes, timestamp);
        byte[] message = NoteKey.CosignedMessage(NoteText.Encode(checkpoint.Note.Text), timestamp);
        _key.Sign(message).CopyTo(bytes, 8);
        return new NoteSignature(Key.Name, Key.KeyId, bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
