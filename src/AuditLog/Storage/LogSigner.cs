using System.Security.Cryptography;
using System.Text;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Pki.Keys;

namespace Garita.AuditLog.Storage;

/// <summary>Signs checkpoints with the log's key, and looks at what came back before anyone else does.</summary>
internal sealed class LogSigner
{
    private readonly ISigningKey _key;
    private readonly string _origin;

    public LogSigner(ISigningKey key, string origin)
    {
        _key = key;
        _origin = origin;
        Key = NoteKey.ForLog(origin, key.PublicKey.SubjectPublicKeyInfo.Span)
            ?? throw new ArgumentException("a log's name is one word without a plus", nameof(origin));
    }

    public NoteKey Key { get; }

    /// <summary>Only for a tree whose every entry is lasting.</summary>
    public SignedCheckpoint Sign(long size, MerkleHash root)
    {
        string text = Checkpoint.Of(_origin, size, root).ToText();
        byte[] signature;
        try
        {
            signature = _key.Sign(Encoding.UTF8.GetBytes(text));
        }
        catch (CryptographicException fault)
        {
            throw new AuditLogException(LogFault.Key, "the log's key did not sign", fault);
        }

        SignedNote note = SignedNote.Of(text, new NoteSignature(Key.Name, Key.KeyId, signature));
        return SignedCheckpoint.TryVerify(note, Key, _origin, out SignedCheckpoint? checkpoint) == LogRefusal.None
            ? checkpoint!
            : throw new AuditLogException(LogFault.Key, "what the log's key signed does not verify");
    }
}
